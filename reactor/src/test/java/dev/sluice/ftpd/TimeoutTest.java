package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that do nothing, at a clock that the test moves. */
@Timeout(60)
class TimeoutTest {

    private static final Duration LOGIN = Duration.ofSeconds(60);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration DATA = Duration.ofSeconds(40);

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.turned(
            Runnable::run, settings -> settings.ftp(options -> options.timeouts(LOGIN, IDLE, DATA)));

    private Client client;

    @BeforeEach
    void start() throws IOException {
        fixture.file("file", "content");
        fixture.zeros("big", 64 << 20);
        client = fixture.client();
    }

    /** Lets {@code time} pass, and the server notice what came before it; a transfer moves it in the turn after that. */
    private void pass(Duration time) throws IOException {
        fixture.loop().turn();
        fixture.loop().turn();
        fixture.loop().advance(time);
        fixture.loop().turn();
    }

    private void passAlmost(Duration time) throws IOException {
        pass(time.minusSeconds(1));
    }

    private void expectTimeout() throws IOException {
        assertThat(client.answer().expect(421).text()).contains(" s; closing");
        client.expectEnd();
    }

    @Test
    void shouldNotWaitForLoginForEver() throws IOException {
        client.answer().expect(220);
        passAlmost(LOGIN);
        client.command("NOOP").expect(200);
        pass(Duration.ofSeconds(1));
        expectTimeout();
    }

    @Test
    void shouldLimitWaitingForLoginAfterRein() throws IOException {
        client.login();
        for (int i = 0; i < 10; i++) {
            passAlmost(IDLE);
            client.command("NOOP").expect(200);
        }
        client.command("REIN").expect(220);
        passAlmost(LOGIN);
        client.command("NOOP").expect(200);
        pass(Duration.ofSeconds(1));
        expectTimeout();
    }

    @Test
    void shouldEndIdleSession() throws IOException {
        client.login();
        passAlmost(IDLE);
        client.command("NOOP").expect(200);
        passAlmost(IDLE);
        client.command("NOOP").expect(200);
        pass(IDLE);
        expectTimeout();
    }

    @Test
    void shouldCountIdleTimeFromEndOfTransfer() throws IOException {
        client.login();
        client.fetch("LIST");
        passAlmost(IDLE);
        client.command("NOOP").expect(200);
        pass(IDLE);
        expectTimeout();
    }

    @Test
    void shouldNotWaitForDataConnectionForEver() throws IOException {
        client.login();
        for (String command : new String[] {"RETR file", "LIST", "STOR new"}) {
            client.extendedPassivePort();
            client.command(command).expect(150);
            passAlmost(DATA);
            client.command("STAT").expect(211);
            pass(Duration.ofSeconds(1));
            client.answer().expect(425);
        }
        assertThat(fixture.exists("new")).isFalse();
        client.command("NOOP").expect(200);
    }

    @Test
    void shouldEndDownloadThatNobodyReads() throws IOException {
        client.login();
        client.command("TYPE I").expect(200);
        try (Wire data = client.passive()) {
            client.command("RETR big").expect(150);
            pass(DATA);
            assertThat(client.answer().expect(426).text()).contains("No byte moved");
            assertThat(data.readToEnd()).hasSizeLessThan(64 << 20);
        }
        client.command("NOOP").expect(200);
    }

    @Test
    void shouldEndUploadThatStalls() throws IOException {
        client.login();
        try (Wire data = client.passive()) {
            client.command("STOR file").expect(150);
            data.write("new".getBytes(UTF_8));
            passAlmost(DATA);
            data.write("er".getBytes(UTF_8));
            passAlmost(DATA);
            client.command("STAT").expect(211);
            pass(Duration.ofSeconds(1));
            client.answer().expect(426);
        }
        assertThat(fixture.text("file")).isEqualTo("content");
    }

    @Test
    void shouldNotTakeLongTransferForIdleness() throws IOException {
        client.login();
        try (Wire data = client.passive()) {
            client.command("STOR file").expect(150);
            for (int i = 0; i < 20; i++) {
                data.write("x".getBytes(UTF_8));
                passAlmost(DATA);
            }
            data.end();
            pass(Duration.ofSeconds(1));
            client.answer().expect(226);
        }
        assertThat(fixture.text("file")).hasSize(20);
    }

    @Test
    void shouldNotWaitForGoodbyeToBeRead() throws IOException {
        client.login();
        client.command("QUIT").expect(221);
        assertThat(fixture.usage().sessions()).isEqualTo(1);
        pass(Duration.ofSeconds(5));
        assertThat(fixture.usage().sessions()).isZero();
    }

    @Test
    void shouldNotLetClientThatNeverReadsFillMemory() throws IOException {
        client.login();
        for (String command : new String[] {"HELP\r\n", "STAT /\r\n", "FEAT\r\n"}) {
            byte[] flood = command.repeat(1000).getBytes(UTF_8);
            Client flooding = fixture.client().login();
            while (flooding.wire().tryWrite(flood) > 0) {
                fixture.loop().turn();
                assertThat(fixture.usage().unsent()).isLessThan(200_000);
            }
            pass(IDLE);
            pass(Duration.ofSeconds(5));
            flooding.close();
        }
        fixture.await(usage -> usage.sessions() == 0);
    }
}
