package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LIST and NLST (RFC 959 §4.1.3, RFC 1123 §4.1.2.7): what they show, their options, and what they never show. */
@Timeout(60)
class ListCommandTest {

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
    }

    private List<String> names(String command) throws IOException {
        return Listing.lines(client.fetchText(command));
    }

    // ---- the form of LIST ----

    @Test
    void shouldShowWhatLsShows() throws IOException {
        Path file = fixture.file("file", "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));

        Matcher line = Listing.parse(names("LIST").get(0));

        assertThat(line.group(1)).isEqualTo("-rw-r-----");
        assertThat(line.group(2)).isEqualTo("1");
        assertThat(line.group(3)).as("no account of the server's").isEqualTo("ftp");
        assertThat(line.group(4)).isEqualTo("ftp");
        assertThat(line.group(5)).isEqualTo("7");
        assertThat(line.group(6)).isEqualTo("Feb  3  2001");
        assertThat(line.group(7)).isEqualTo("file");
    }

    @Test
    void shouldShowFoldersAndRecentTimes() throws IOException {
        Path folder = Files.createDirectory(fixture.root().resolve("folder"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

        Matcher line = Listing.parse(names("LIST").get(0));

        assertThat(line.group(1)).isEqualTo("drwxr-x---");
        assertThat(line.group(6)).matches("[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d");
    }

    @Test
    void shouldListTheSameOverActiveConnections() throws IOException {
        fixture.file("file", "content");
        String passive = client.fetchText("LIST");
        try (var listener = client.listen()) {
            client.command(Client.portCommand(listener)).expect(200);
            client.command("LIST").expect(150);
            try (Wire data = client.accept(listener)) {
                assertThat(data.readToEnd()).asString().isEqualTo(passive);
            }
            client.answer().expect(226);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " .", " /empty", " -la", " *", " ./*", " -a *", " /empty/"})
    void shouldSendNothingOfEmptyFolder(String argument) throws IOException {
        Files.createDirectory(fixture.root().resolve("empty"));
        client.command("CWD empty").expect(250);
        assertThat(client.fetch("LIST" + argument)).isEmpty();
        assertThat(client.fetch("NLST" + argument)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "-la missing", "missing/", "missing/*", "file/*", "file/below", "*/x"})
    void shouldNotFindMissingFolder(String argument) throws IOException {
        fixture.file("file", "content");
        client.extendedPassivePort();
        client.command("LIST " + argument).expect(550);
        client.command("NLST " + argument).expect(550);
        client.command("STAT " + argument).expect(550);
    }

    // ---- options ----

    @ParameterizedTest
    @ValueSource(strings = {"-a", "-l", "-la", "-al", "-a -l", "-1", "-lh", "-alt", "-A", "-la "})
    void shouldTakeOptionsOfLs(String options) throws IOException {
        fixture.file("folder/.hidden", "");
        fixture.file("folder/file", "");
        for (String verb : List.of("LIST", "NLST")) {
            assertThat(names(verb + " " + options)).isEqualTo(names(verb)).hasSize(1);
            assertThat(names(verb + " " + options.strip() + " folder"))
                    .isEqualTo(names(verb + " folder"))
                    .hasSize(2);
        }
    }

    @Test
    void shouldTakeOptionsBeforePattern() throws IOException {
        fixture.file("a.txt", "");
        fixture.file("b.md", "");
        assertThat(names("NLST -la *.txt")).containsExactly("a.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-rf", "-x", "--", "-", "-la.txt"})
    void shouldTakeWhatIsNoOptionForName(String name) throws IOException {
        fixture.file(name, "");
        fixture.file("other", "");
        assertThat(names("NLST " + name)).containsExactly(name);
        assertThat(names("NLST -a " + name)).containsExactly(name);
    }

    @Test
    void shouldReachFileNamedLikeOptionByItsPath() throws IOException {
        fixture.file("-la", "");
        fixture.file("other", "");
        assertThat(names("NLST ./-la")).containsExactly("./-la");
        assertThat(names("NLST /-la")).containsExactly("/-la");
    }

    @Test
    void shouldKeepSpacesOfNameAfterOptions() throws IOException {
        fixture.file(" leading", "");
        fixture.file("  two", "");
        assertThat(names("NLST  leading")).containsExactly(" leading");
        assertThat(names("NLST -a  leading")).containsExactly(" leading");
        assertThat(names("NLST -a -l   two")).containsExactly("  two");
    }

    // ---- part files ----

    @Test
    void shouldNeverShowParts() throws IOException {
        try (Wire data = client.passive()) {
            client.command("STOR file").expect(150);
            data.write(new byte[] {1});
            client.awaitBytes(1);
            client.command("ABOR").expect(426);
            client.answer().expect(226);
        }
        String part = fixture.parts().get(0);
        for (String argument : List.of("", " -a", " *", " .*", " .sluice*", " *.part")) {
            assertThat(names("LIST" + argument)).isEmpty();
            assertThat(names("NLST" + argument)).isEmpty();
            if (!argument.isEmpty()) {
                assertThat(client.command("STAT" + argument).expect(212).lines())
                        .hasSize(2);
            }
        }
        assertThat(names("MLSD")).isEmpty();
        client.extendedPassivePort();
        client.command("LIST " + part).expect(550);
        client.command("NLST ./" + part).expect(550);
        client.command("MLST " + part).expect(550);
        fixture.keepParts();
    }
}
