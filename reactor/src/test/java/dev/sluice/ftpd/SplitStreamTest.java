package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** TCP is a stream: wherever it cuts what a client sends, the answers are the same, byte for byte. */
class SplitStreamTest {

    /** What the next password has to wait for. */
    private static final Duration AFTER_WRONG_PASSWORD = Duration.ofMillis(250);

    private static ServerFixture fixture;
    private static ServerSocketChannel listener;
    private static byte[] session;
    private static String expected;

    @BeforeContainer
    static void start() throws IOException {
        fixture = ServerFixture.turn(settings -> settings);
        fixture.file("däta", "content\n");
        fixture.file("old name", "x");
        try (Client client = fixture.client()) {
            listener = client.listen();
        }
        session = session(Client.portCommand(listener));
        expected = answersTo(new int[] {session.length});
    }

    @AfterContainer
    static void stop() throws IOException {
        listener.close();
        fixture.close();
    }

    /** A session with something of everything: the pool, data connections, Telnet, faults, names beyond ASCII. */
    private static byte[] session(String port) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String line : List.of(
                "SIZE däta",
                "USER alice",
                "PASS wrong",
                "USER alice",
                "PASS secret",
                "NOOP\nnoop",
                "FOO",
                "",
                "MFMT 20200102030405 däta",
                "OPTS MLST type;size;modify;",
                "MLST däta",
                "HASH däta",
                "XCRC däta 2 5",
                "SIZE däta",
                "TYPE I",
                "SIZE däta",
                port,
                "RETR däta",
                port,
                "NLST",
                "RETR däta",
                "RNFR old name",
                "RNTO new name",
                "RNFR new name",
                "RNTO old name",
                "MKD dir \"quoted\"",
                "CWD dir \"quoted\"",
                "PWD",
                "CDUP",
                "RMD dir \"quoted\"",
                "x".repeat(5000),
                "RETR a\0b",
                "REST 3",
                "FEAT",
                "HELP",
                "REIN",
                "PWD")) {
            all.write((line + "\r\n").getBytes(UTF_8));
        }
        all.write("\377\364\377\362SYST\r\n\377\373\1NOOP\r\nbad \377\377 utf-8\r\nQUIT\r\n".getBytes(ISO_8859_1));
        return all.toByteArray();
    }

    /** Sends the session in chunks of {@code sizes}, over and over, with a turn of the loop after each. */
    private static String answersTo(int[] sizes) throws IOException {
        try (Client client = fixture.client()) {
            for (int at = 0, i = 0; at < session.length; i++) {
                int end = Math.min(session.length, at + sizes[i % sizes.length]);
                client.write(Arrays.copyOfRange(session, at, end));
                fixture.loop().turn();
                at = end;
            }
            for (int turn = 0; turn < 4; turn++) { // accept, read, judge, judge again
                fixture.loop().advance(AFTER_WRONG_PASSWORD);
            }
            String answers = new String(client.wire().readToEnd(), UTF_8);
            for (int transfer = 0; transfer < 2; transfer++) {
                listener.accept().close();
            }
            return answers;
        }
    }

    @Example
    void shouldAnswerEveryCommand() {
        assertThat(expected.lines().filter(line -> line.matches("\\d\\d\\d .*")).map(line -> line.substring(0, 3)))
                .containsExactly(
                        "220", "530", "331", "530", "331", "230", "200", "200", "500", "500", "213", "200", "250",
                        "213", "250", "213", "200", "213", "200", "150", "226", "200", "150", "226", "425", "350",
                        "250", "350", "250", "257", "250", "257", "250", "250", "500", "501", "350", "211", "214",
                        "220", "530", "215", "200", "501", "221");
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void shouldAnswerAlikeHoweverTheStreamIsSplit(@ForAll("sizes") int[] sizes) throws IOException {
        assertThat(answersTo(sizes)).isEqualTo(expected);
    }

    @Example
    void shouldAnswerAlikeByteByByte() throws IOException {
        assertThat(answersTo(new int[] {1})).isEqualTo(expected);
    }

    @Provide
    Arbitrary<int[]> sizes() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(13, 300),
                        Arbitraries.integers().between(300, 9000))
                .array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(40);
    }
}
