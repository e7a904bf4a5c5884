package dev.sluice.client;

import static dev.sluice.client.ClientFixture.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.client.ClientFixture.Bytes;
import dev.sluice.client.FakeServer.Talk;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions with a server that keeps to the protocol, and how transfers are given up. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // a session whose connect fails fails all that follows
class FtpClientTest {

    private static final String LISTING = String.join(
            "\r\n", "total 8", "drwxr-xr-x 2 u g 4096 Jan 01 2020 sub dir", "01-02-20  03:04PM  17 dos.txt", "");

    @RegisterExtension
    private final ClientFixture clients = new ClientFixture();

    // ---- what goes well

    @Test
    void shouldRunOperationsInTheOrderTheyWereAskedFor() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            talk.hear("MKD a");
            talk.say("257 \"/a\" made");
            talk.hear("CWD a");
            talk.say("250-in", " 250 not yet", "250 now");
            talk.hear("PWD");
            talk.say("257 \"/say \"\"a\"\"\" here");
            talk.waitForEnd();
        })) {
            FtpClient client = clients.connect(server);
            CompletableFuture<Reply> made = client.makeDirectory("a");
            CompletableFuture<Reply> changed = client.changeDirectory("a");
            CompletableFuture<String> where = client.workingDirectory();

            assertThat(get(made).code()).isEqualTo(257);
            assertThat(get(changed).lines()).containsExactly("in", " 250 not yet", "now");
            assertThat(get(where)).isEqualTo("/say \"a\"");
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    void shouldCompleteATransferWhenTheReplyOvertakesTheData() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            ServerSocket listener = talk.passive();
            talk.hear("RETR f");
            talk.say("150 here", "226 done");
            try (listener;
                    Socket data = listener.accept()) {
                data.getOutputStream().write("late".getBytes(UTF_8));
            }
            talk.waitForEnd();
        })) {
            Bytes sink = new Bytes();

            TransferResult result = get(clients.connect(server).retrieve("f", sink, TransferOptions.DEFAULT));

            assertThat(result.bytes()).isEqualTo(4);
            assertThat(sink.text()).isEqualTo("late");
            assertThat(sink.complete).isTrue();
        }
    }

    @Test
    void shouldUseThePortButNotTheHostOfA227() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            talk.hear("TYPE");
            talk.say("200 ok");
            talk.hear("EPSV");
            talk.say("500 what?");
            talk.hear("PASV");
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = listener.getLocalPort();
                talk.say("227 go to (192,0,2,1," + (port >> 8) + "," + (port & 255) + ")");
                talk.hear("RETR f");
                talk.say("150 here");
                listener.accept().close();
            }
            talk.say("226 done");
            talk.hear("PASV"); // EPSV is not asked for again
            talk.say("421 bye");
        })) {
            FtpClient client = clients.connect(server);

            assertThat(get(client.retrieve("f", Sink.discarding(), TransferOptions.DEFAULT))
                            .bytes())
                    .isZero();
            assertThatExceptionOfType(ReplyException.class)
                    .isThrownBy(() -> get(client.retrieve("f", Sink.discarding(), TransferOptions.DEFAULT)));
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    void shouldFallBackToListOverTheSameDataConnection() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            try (ServerSocket listener = talk.passive()) {
                talk.hear("MLSD pub");
                talk.say("502 no such thing");
                talk.hear("LIST pub");
                talk.say("150 here");
                try (Socket data = listener.accept()) {
                    data.getOutputStream().write(LISTING.getBytes(UTF_8));
                }
            }
            talk.say("226 done");
            talk.waitForEnd();
        })) {
            List<ListEntry> entries = get(clients.connect(server).list("pub"));

            assertThat(entries).extracting(ListEntry::name).containsExactly("sub dir", "dos.txt");
            assertThat(entries.get(1).size()).isEqualTo(17);
            assertThat(server.failures()).isEmpty();
        }
    }

    // ---- giving up

    @Test
    void shouldAbortATransferThatIsCancelledAndStayUsable() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            try (ServerSocket listener = talk.passive()) {
                talk.hear("RETR endless");
                talk.say("150 here");
                try (Socket data = listener.accept()) {
                    data.getOutputStream().write(new byte[1000]);
                    talk.hear("ABOR");
                }
            }
            talk.say("426 aborted", "226 abort ok");
            talk.hear("NOOP");
            talk.say("200 ok");
            talk.hear("SIZE f");
            talk.say("213 5");
            talk.waitForEnd();
        })) {
            CompletableFuture<Long> moving = new CompletableFuture<>();
            FtpClient client = clients.connect(server);
            CompletableFuture<TransferResult> transfer = client.retrieve(
                    "endless", Sink.discarding(), TransferOptions.DEFAULT.withProgress(moving::complete));
            get(moving);

            transfer.cancel(true);

            assertThatExceptionOfType(CancellationException.class).isThrownBy(transfer::join);
            assertThat(get(client.size("f"))).isEqualTo(5);
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    void shouldResetTheDataConnectionOfAnAbortedUpload() throws Exception {
        CompletableFuture<IOException> seen = new CompletableFuture<>();
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            try (ServerSocket listener = talk.passive()) {
                talk.hear("STOR f");
                talk.say("150 go on");
                try (Socket data = listener.accept()) {
                    talk.hear("ABOR");
                    data.getInputStream().readAllBytes();
                    seen.complete(new IOException("the upload looks complete"));
                } catch (IOException e) {
                    seen.complete(e);
                }
            }
            talk.say("426 aborted");
            talk.hear("NOOP");
            talk.say("226 abort ok", "200 ok");
            talk.waitForEnd();
        })) {
            CompletableFuture<Long> moving = new CompletableFuture<>();
            Source endless = Source.of(buffer -> {
                buffer.put(new byte[100]);
                return true;
            });
            FtpClient client = clients.connect(server);
            CompletableFuture<TransferResult> transfer =
                    client.store("f", endless, TransferOptions.DEFAULT.withProgress(moving::complete));
            get(moving);

            transfer.cancel(true);

            assertThat(get(seen)).hasMessageContaining("reset");
        }
    }

    @Test
    void shouldAbortATransferWhoseSinkFails() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            try (ServerSocket listener = talk.passive()) {
                talk.hear("RETR f");
                talk.say("150 here");
                try (Socket data = listener.accept()) {
                    data.getOutputStream().write(new byte[1000]);
                    talk.hear("ABOR");
                }
            }
            talk.say("426 aborted");
            talk.hear("NOOP");
            talk.say("200 ok");
            talk.hear("SIZE f");
            talk.say("213 5");
            talk.waitForEnd();
        })) {
            FtpClient client = clients.connect(server);
            Sink full = data -> {
                throw LocalFileException.of(java.nio.file.Path.of("disk"), "is full");
            };

            assertThatExceptionOfType(LocalFileException.class)
                    .isThrownBy(() -> get(client.retrieve("f", full, TransferOptions.DEFAULT)))
                    .withMessage("disk is full");
            assertThat(get(client.size("f"))).isEqualTo(5);
        }
    }

    @Test
    void shouldGiveUpAServerThatSaysNothing() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            talk.hear("NOOP");
            talk.waitForEnd();
        })) {
            ClientOptions hasty = ClientOptions.DEFAULT.withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(200));
            FtpClient client = clients.connect(server, hasty);

            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> get(client.noop()))
                    .withMessageContaining("NOOP");
            get(client.closed());
        }
    }

    @Test
    void shouldRefuseMoreThanTheQueueHolds() throws Exception {
        try (FakeServer server = FakeServer.playing(Talk::waitForEnd)) {
            ClientOptions small = new ClientOptions(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    ClientOptions.DEFAULT.local(),
                    2,
                    SessionListener.NONE);
            FtpClient client = new FtpClient(clients.loop(), small);
            client.connect(server.address());
            client.noop();
            client.noop();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> get(client.noop()))
                    .withMessageContaining("2 operations wait already");
        }
    }
}
