package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of sessions whose callers' code throws, or asks for more in the middle of something else. */
@Timeout(30)
class CallersFaultsTest {

    private static final int WAIT_SECONDS = 5; // far less than the stall timeout, after which anything ends

    private ClientLoop loop;

    @BeforeEach
    void startLoop() throws IOException {
        loop = ClientLoop.start("test client");
    }

    @AfterEach
    void stopLoop() {
        loop.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static void failed(CompletableFuture<?> future, String message) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> get(future))
                .havingCause()
                .isInstanceOf(IOException.class)
                .withMessageContaining(message);
    }

    private FtpClient login(FakeServer server, SessionListener listener) throws Exception {
        FtpClient client = new FtpClient(loop, ClientOptions.DEFAULT.withListener(listener));
        get(client.connect(server.address()));
        get(client.login("ann", "secret"));
        return client;
    }

    private static final SessionListener CANNOT_BEAR_CWD = new SessionListener() {
        @Override
        public void sent(String command) {
            if (command.startsWith("CWD")) {
                throw new IllegalStateException("a bug in the listener");
            }
        }
    };

    @Test
    void shouldEndASessionWhoseListenerThrowsAsAnOperationBegins() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> talk.welcome().waitForEnd())) {
            FtpClient client = login(server, CANNOT_BEAR_CWD);

            CompletableFuture<Reply> first = client.changeDirectory("d");
            CompletableFuture<Reply> second = client.noop();

            failed(first, "a bug in the listener");
            failed(second, "a bug in the listener");
            failed(client.noop(), "a bug in the listener");
            get(client.closed());
        }
    }

    /** Throws at one of its ends. */
    private record Bad(String at) implements Sink {
        @Override
        public void write(ByteBuffer data) {
            data.position(data.limit());
        }

        @Override
        public void complete() {
            throwAt("complete");
        }

        @Override
        public void abort() {
            throwAt("abort");
        }

        private void throwAt(String place) {
            if (at.equals(place)) {
                throw new IllegalStateException("a bug in the sink");
            }
        }
    }

    @Test
    void shouldFailATransferWhoseSinkThrowsWhenTheDataEndsLast() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            try (ServerSocket listener = talk.passive()) {
                talk.hear("RETR f");
                talk.say("150 here", "226 done");
                try (Socket data = listener.accept()) {
                    data.getOutputStream().write("late".getBytes(UTF_8));
                }
            }
            talk.hear("NOOP");
            talk.say("200 ok");
            talk.waitForEnd();
        })) {
            FtpClient client = login(server, SessionListener.NONE);

            failed(client.retrieve("f", new Bad("complete"), TransferOptions.DEFAULT), "a bug in the sink");
            assertThat(get(client.noop()).code()).isEqualTo(200);
        }
    }

    @Test
    void shouldFailATransferWhoseSinkThrowsAsItLetsGo() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            try (ServerSocket listener = talk.passive()) {
                talk.hear("RETR f");
                talk.say("550 no such file");
                listener.accept().close();
            }
            talk.hear("NOOP");
            talk.say("200 ok");
            talk.waitForEnd();
        })) {
            FtpClient client = login(server, SessionListener.NONE);

            failed(client.retrieve("f", new Bad("abort"), TransferOptions.DEFAULT), "no such file");
            assertThat(get(client.noop()).code()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(SessionListener.Phase.class)
    void shouldFailWhateverRunsWhenTheListenerThrows(SessionListener.Phase phase) throws Exception {
        SessionListener bad = new SessionListener() {
            @Override
            public void phase(Phase now, long nanos) {
                if (now == phase) {
                    throw new IllegalStateException("a bug in the listener");
                }
            }
        };
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            talk.send("RETR", "content");
            talk.waitForEnd();
        })) {
            FtpClient client = new FtpClient(loop, ClientOptions.DEFAULT.withListener(bad));
            List<CompletableFuture<?>> futures = List.of(
                    client.connect(server.address()),
                    client.login("ann", "secret"),
                    client.retrieve("f", Sink.discarding(), TransferOptions.DEFAULT));

            CompletableFuture<?> end = CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
            failed(end, ""); // at once, of which the time limit is the proof
        }
    }

    @Test
    void shouldBeginNothingInTheStackOfWhoAsksForItOrOfWhatEnded() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        SessionListener listener = new SessionListener() {
            @Override
            public void sent(String command) {
                order.add(command);
            }

            @Override
            public void received(Reply reply) {
                order.add(Integer.toString(reply.code()));
            }
        };
        try (FakeServer server = FakeServer.playing(talk -> {
            talk.welcome();
            talk.hear("NOOP");
            talk.say("200 ok");
            talk.hear("PWD");
            talk.say("257 \"/\"");
            talk.waitForEnd();
        })) {
            FtpClient client = login(server, listener);
            order.clear();
            CompletableFuture<String> asked = client.noop().thenCompose(reply -> {
                order.add("told");
                CompletableFuture<String> directory = client.workingDirectory();
                order.add("asked");
                return directory;
            });

            get(asked);

            assertThat(order).containsExactly("NOOP", "200", "told", "asked", "PWD", "257");
        }
    }

    @Test
    void shouldNotRecurseThoughOperationsFailAtOnceAndTheirCallersAskForMore() throws Exception {
        FtpClient neverConnected = new FtpClient(loop, ClientOptions.DEFAULT);
        AtomicInteger left = new AtomicInteger(100_000);
        CompletableFuture<Void> done = new CompletableFuture<>();

        loop.execute(() -> askAgain(neverConnected, left, done));

        get(done);
    }

    private static void askAgain(FtpClient client, AtomicInteger left, CompletableFuture<Void> done) {
        if (left.decrementAndGet() == 0) {
            done.complete(null);
        } else {
            Futures.whenEnded(client.noop(), (reply, failure) -> askAgain(client, left, done));
        }
    }

    @Test
    void shouldNotRecurseThoughAllThatWaitsForASessionEndsAtOnce() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> talk.welcome().waitForEnd());
                SessionPool pool = pool(server)) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 50_000; i++) {
                int number = i;
                futures.add(pool.with(client -> CompletableFuture.completedFuture(number)));
            }

            assertThat(get(futures.get(49_999))).isEqualTo(49_999);
        }
    }

    @Test
    void shouldNotLendASessionAgainThatWasLostByItsUser() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (FakeServer server = FakeServer.playing(talk -> {
                    talk.welcome();
                    talk.hear("NOOP");
                    if (connections.incrementAndGet() == 1) {
                        talk.hangUp();
                    }
                    talk.say("200 ok");
                    talk.waitForEnd();
                });
                SessionPool pool = pool(server)) {
            CompletableFuture<Reply> lost = pool.with(FtpClient::noop);
            CompletableFuture<Reply> next = pool.with(FtpClient::noop);

            failed(lost, "");
            assertThat(get(next).code()).isEqualTo(200);
        }
    }

    private SessionPool pool(FakeServer server) {
        Credentials credentials = new Credentials(server.address(), "ann", "secret");
        return new SessionPool(loop, credentials, ClientOptions.DEFAULT, DataMode.PASSIVE, 1);
    }
}
