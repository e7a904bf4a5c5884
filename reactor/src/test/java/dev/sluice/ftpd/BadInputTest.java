package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that are no FTP clients, broken ones and hostile ones. The server outlives them all. */
@Timeout(60)
class BadInputTest {

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
    }

    @AfterEach
    void isStillServed() throws IOException {
        client.command("NOOP").expect(200);
    }

    @Test
    void shouldDropLineThatIsTooLong() throws IOException {
        byte[] piece = "x".repeat(1 << 20).getBytes(UTF_8);
        for (int i = 0; i < 10; i++) {
            client.write(piece);
        }
        assertThat(client.command("").expect(500).text()).contains("too long");
        client.command("NOOP " + "x".repeat(4091)).expect(501);
        assertThat(client.command("NOOP " + "x".repeat(4092)).expect(500).text())
                .contains("too long");
    }

    @Test
    void shouldRefuseNulAndCarriageReturn() throws IOException {
        client.command("MKD a\0b").expect(501);
        client.command("MKD a\rb").expect(501);
        assertThat(client.fetchText("NLST")).isEmpty();
    }

    @Test
    void shouldRefuseMalformedUtf8() throws IOException {
        client.write(new byte[] {'M', 'K', 'D', ' ', (byte) 0xc3, '(', '\r', '\n'});
        client.answer().expect(501);
        assertThat(client.fetchText("NLST")).isEmpty();
    }

    @Test
    void shouldSendBrowserAway() throws IOException {
        Client browser = fixture.client();
        browser.send("GET / HTTP/1.1", "Host: localhost", "", "USER anonymous", "PASS x", "DELE file");
        browser.answer().expect(220);
        assertThat(browser.answer().expect(500).text()).contains("HTTP");
        browser.expectEnd();
    }

    @Test
    void shouldSurviveResetOfControlConnectionInTransfer() throws IOException {
        fixture.zeros("big", 64 << 20);
        for (String command : new String[] {"RETR big", "STOR new", "LIST"}) {
            Client rude = fixture.login();
            try (Wire data = rude.passive()) {
                rude.command(command).expect(150);
                data.tryWrite(new byte[1]);
                rude.wire().reset();
                fixture.await(usage -> usage.sessions() == 1 && usage.transfers() == 0);
            }
        }
        client.command("DELE new");
    }
}
