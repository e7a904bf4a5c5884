package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.ManualTicker;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many commands at once, and commands during a transfer (RFC 959 §4.1.3, RFC 1123 §4.1.2). */
@Timeout(60)
class PipelineTest {

    private static final int BIG = 64 << 20;

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        fixture.file("file", "content");
        fixture.zeros("big", BIG);
        client = fixture.login();
    }

    @Test
    void shouldAnswerInOrder() throws IOException {
        client.send("PWD", "HASH big", "NOOP", "SIZE file", "STAT file", "SYST", "XCRC big", "MKD dir", "CWD dir");
        for (int code : new int[] {257, 213, 200, 213, 213, 215, 250, 257, 250}) {
            client.answer().expect(code);
        }
        assertThat(client.command("PWD").message()).startsWith("\"/dir\"");
    }

    @Test
    void shouldAnswerThousandsOfCommandsInOnePacket() throws IOException {
        client.write("NOOP\r\n".repeat(20_000).getBytes(UTF_8));
        for (int i = 0; i < 20_000; i++) {
            client.answer().expect(200);
        }
    }

    /** The ABOR has come before its transfer has begun, behind a command that takes its time. */
    @Test
    void shouldAbortATransferThatTheClientHasGivenUpBeforeItBegan() throws IOException {
        try (Wire data = client.passive()) {
            data.write("half".getBytes(UTF_8));
            client.send("XCRC big", "STOR new", "STAT", "ABOR", "NOOP");
            for (int code : new int[] {250, 150, 211, 426, 226, 200}) {
                client.answer().expect(code);
            }
        }
        assertThat(fixture.exists("new")).isFalse();
        fixture.keepParts();
    }

    @Test
    void shouldLetCommandsWaitForTransfer() throws IOException {
        try (Wire data = client.passive()) {
            client.command("RETR big").expect(150);
            client.send("NOOP", "PWD", "QUIT", "NOOP");
            assertThat(data.readToEnd()).hasSize(BIG);
            for (int code : new int[] {226, 200, 257, 221}) {
                client.answer().expect(code);
            }
            client.expectEnd();
        }
    }

    @Test
    void shouldTellProgress() throws IOException {
        try (Wire data = client.passive()) {
            client.command("RETR big").expect(150);
            assertThat(client.command("STAT").expect(211).text()).containsPattern("RETR /big: \\d+ bytes transferred");
            assertThat(data.readToEnd()).hasSize(BIG);
            client.answer().expect(226);
            assertThat(client.command("STAT").expect(211).text()).contains("No transfer under way");
        }
    }

    @Test
    void shouldAbortDownload() throws IOException {
        try (Wire data = client.passive()) {
            client.command("RETR big").expect(150);
            client.send("ABOR", "NOOP");
            client.answer().expect(426);
            client.answer().expect(226);
            client.answer().expect(200);
            assertThat(data.readToEnd()).hasSizeLessThan(BIG);
        }
    }

    @Test
    void shouldAbortTransferWhoseConnectionNeverCame() throws IOException {
        client.extendedPassivePort();
        client.command("RETR big").expect(150);
        client.command("ABOR").expect(426);
        client.answer().expect(226);
        client.command("RETR big").expect(425);
    }

    @Test
    void shouldUnderstandAbortAsTelnetSpellsIt() throws IOException {
        try (Wire data = client.passive()) {
            client.command("RETR big").expect(150);
            client.write(new byte[] {(byte) 255, (byte) 244});
            client.write(new byte[] {(byte) 255});
            client.wire().channel().socket().sendUrgentData(242);
            client.send("ABOR");
            client.answer().expect(426);
            client.answer().expect(226);
            assertThat(data.readToEnd()).hasSizeLessThan(BIG);
        }
    }

    @Test
    void shouldUnderstandAbortSentWhollyAsUrgentData() throws IOException {
        try (Wire data = client.passive()) {
            client.command("RETR big").expect(150);
            for (byte b : "ABOR\r\n".getBytes(UTF_8)) {
                client.wire().channel().socket().sendUrgentData(b);
            }
            client.answer().expect(426);
            client.answer().expect(226);
            assertThat(data.readToEnd()).hasSizeLessThan(BIG);
        }
    }

    @Test
    void shouldStillServeClientThatHasClosedItsHalf() throws IOException {
        try (Wire data = client.passive()) {
            client.send("RETR big", "NOOP");
            client.wire().endOutput();
            assertThat(data.readToEnd()).hasSize(BIG);
            for (int code : new int[] {150, 226, 200}) {
                client.answer().expect(code);
            }
            client.expectEnd();
        }
    }

    @Test
    void shouldAnswerEveryAbort() throws IOException {
        Queue<Runnable> pool = new ArrayDeque<>();
        try (ServerFixture turned = ServerFixture.turn(new ManualTicker(), pool::add, settings -> settings)) {
            turned.file("text", "content");
            while (!pool.isEmpty()) {
                pool.remove().run();
            }
            Client slow = turned.client().login();
            try (Wire data = slow.passive()) {
                slow.command("LIST").expect(150);
                slow.send("ABOR", "ABOR", "NOOP");
                for (int i = 0; i < 10; i++) {
                    turned.loop().turn();
                }
                pool.remove().run();
                for (int code : new int[] {426, 226, 226, 200}) {
                    slow.answer().expect(code);
                }
                assertThat(data.readToEnd()).isEmpty();
            }
        }
    }
}
