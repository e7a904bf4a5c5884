package dev.sluice.client;

import static dev.sluice.client.ClientFixture.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.client.ClientFixture.Bytes;
import dev.sluice.ftp.ProtocolException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that break the protocol, and callers who would. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // a session whose connect fails fails all that follows
class HostileServerTest {

    @RegisterExtension
    private final ClientFixture clients = new ClientFixture();

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nDELE b", "a\0b"})
    void shouldRefuseArgumentsThatWouldForgeCommands(String name) {
        FtpClient client = new FtpClient(clients.loop(), ClientOptions.DEFAULT);

        assertThatIllegalArgumentException().isThrownBy(() -> client.delete(name));
        assertThatIllegalArgumentException().isThrownBy(() -> client.rename("x", name));
        assertThatIllegalArgumentException().isThrownBy(() -> client.quote(name));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.retrieve(name, Sink.discarding(), TransferOptions.DEFAULT));
    }

    @Test
    void shouldBoundAReplyThatNeverEnds() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.say("220-hello");
            byte[] line = "and more\r\n".repeat(1000).getBytes(UTF_8);
            while (true) {
                talk.raw(line);
            }
        })) {
            FtpClient client = new FtpClient(clients.loop(), ClientOptions.DEFAULT);

            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> get(client.connect(server.address())))
                    .withMessageContaining("limit");
        }
    }

    @Test
    void shouldBoundALineThatNeverEnds() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.say("220 hello");
            talk.hear("USER");
            byte[] chunk = "x".repeat(10_000).getBytes(UTF_8);
            for (int i = 0; i < 10; i++) {
                talk.raw(chunk);
            }
            talk.say("");
            talk.waitForEnd();
        })) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> {
                        FtpClient client = new FtpClient(clients.loop(), ClientOptions.DEFAULT);
                        get(client.connect(server.address()));
                        get(client.login("ann", "secret"));
                    })
                    .withMessageContaining("8192");
        }
    }

    @Test
    void shouldNotTakeAReplyThatAnswersNothing() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            talk.hear("NOOP");
            talk.say("200 ok", "200 and once more");
            talk.waitForEnd();
        })) {
            FtpClient client = clients.connect(server);
            get(client.noop());
            get(client.closed());

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> get(client.noop()))
                    .withMessageContaining("answers no command");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "99999999999999999999", "many", "5 bytes"})
    void shouldNotTakeASizeThatIsNone(String size) throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            talk.hear("TYPE I"); // under TYPE A the size would be another
            talk.say("200 ok");
            talk.hear("SIZE");
            talk.say("213 " + size);
            talk.hear("NOOP");
            talk.say("200 ok");
            talk.waitForEnd();
        })) {
            FtpClient client = clients.connect(server);

            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> get(client.size("f")));
            assertThat(get(client.noop()).code()).isEqualTo(200);
        }
    }

    @Test
    void shouldNotSendToAServerThatIsNoFtpServer() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.say("SSH-2.0-OpenSSH_9.2");
            talk.waitForEnd();
        })) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(
                            () -> get(new FtpClient(clients.loop(), ClientOptions.DEFAULT).connect(server.address())))
                    .withMessageContaining("not an FTP server");
        }
    }

    @Test
    void shouldFailTheTransferWhenTheServerIsGone() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            try (ServerSocket listener = talk.passive()) {
                talk.hear("RETR f");
                talk.say("150 here");
                try (Socket data = listener.accept()) {
                    data.getOutputStream().write(new byte[1000]);
                }
            }
            talk.hangUp();
        })) {
            Bytes sink = new Bytes();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> get(clients.connect(server).retrieve("f", sink, TransferOptions.DEFAULT)))
                    .withMessageContaining("closed the connection");
            assertThat(sink.complete).isFalse();
            assertThat(sink.aborted).isTrue();
        }
    }
}
