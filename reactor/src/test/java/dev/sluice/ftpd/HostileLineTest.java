package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines as long as they may be, made to tire whoever takes them apart: each verb gets each, and the server goes on. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileLineTest {

    private static final int LONGEST_LINE = 4 * 1024;

    /** What a line is filled with after its verb. */
    private static final List<String> REPEATED = List.of(
            "-a ",
            "-",
            "a=;",
            "a=b;",
            "=",
            ";",
            "unix.mode=777;",
            "modify=20200101000000;",
            " ",
            "\"",
            "\\",
            "/",
            "a/",
            "../",
            "*",
            "*a",
            "?",
            "[",
            "[a-",
            "]",
            "[!",
            "1",
            "1 ",
            " 1",
            "7",
            "1,",
            "|",
            ".",
            "a",
            "a ",
            "é",
            "\u2028",
            "😀",
            "%s");

    /** What goes before, to lead a parser in: options, facts, sub-commands, quotes, numbers. */
    private static final List<String> BEGINNINGS = List.of(
            "",
            "a ",
            "\"",
            "UNIX.mode=644;",
            "MLST ",
            "HASH ",
            "CHMOD ",
            "CHMOD 644 ",
            "UTIME ",
            "20200101000000 ",
            "EN-",
            "|1|");

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private static Stream<String> verbs() {
        return new CommandTable().all().stream().map(Command::verb);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void shouldOutliveEachVerb(String verb) throws IOException {
        try (Client client = fixture.login()) {
            for (String line : lines(verb)) {
                assertThat(client.command(line).code()).as(line).isBetween(200, 599);
            }
            client.command("NOOP").expect(200);
        }
    }

    private static List<String> lines(String verb) {
        List<String> lines = new ArrayList<>();
        for (String beginning : BEGINNINGS) {
            for (String repeated : REPEATED) {
                String start = verb + " " + beginning;
                int room = LONGEST_LINE - start.getBytes(UTF_8).length;
                String filled = start + repeated.repeat(room / repeated.getBytes(UTF_8).length);
                lines.add(filled);
                // The name, for those that want one at the end; and an end at which what came before is of no form.
                String cut = filled.substring(0, filled.length() - 8);
                lines.add(cut + " x");
                lines.add(cut + " 1 2");
            }
        }
        lines.addAll(Arrays.asList(verb + " -a", verb + " -a ", verb + " -a -", verb + "  ", verb + " \""));
        return lines;
    }
}
