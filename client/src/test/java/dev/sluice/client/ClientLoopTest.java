package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.client.FakeServer.Talk;
import dev.sluice.ftp.ListEntry;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Offload;
import dev.sluice.loop.Ticker;
import dev.sluice.net.Network;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of work that has not ended when its loop is closed. */
@Timeout(30)
class ClientLoopTest {

    private static final int WAIT_SECONDS = 10;

    /** Nobody waits for the second attempt. */
    private static final Retry PATIENT = new Retry(2, Duration.ofHours(1), Duration.ofHours(1));

    @TempDir
    private Path folder;

    private ClientLoop loop;

    @BeforeEach
    void start() throws IOException {
        loop = ClientLoop.start("loop to close");
    }

    private static void failed(CompletableFuture<?> future) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> future.get(WAIT_SECONDS, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOf(IOException.class)
                .withMessageContaining("the client's event loop was closed");
    }

    private SessionPool pool(FakeServer server, int limit) {
        Credentials credentials = new Credentials(server.address(), "ann", "secret");
        return new SessionPool(loop, credentials, ClientOptions.DEFAULT, DataMode.PASSIVE, limit);
    }

    /** Sends a little, and then nothing until the client has gone, of which {@code gone} tells. */
    private static FakeServer stalling(CountDownLatch gone) throws IOException {
        return FakeServer.playing(talk -> {
            talk.welcome();
            try (ServerSocket listener = talk.passive()) {
                talk.hear("RETR");
                talk.say("150 here");
                try (Socket data = listener.accept()) {
                    data.getOutputStream().write("begin".getBytes(UTF_8));
                    talk.waitForEnd();
                }
            } finally {
                gone.countDown();
            }
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX) // which tells the open files
    void shouldFailTheOperationThatRunsAndThoseThatWaitAndCloseTheirFiles() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (FakeServer server = stalling(gone)) {
            FtpClient client = new FtpClient(loop, ClientOptions.DEFAULT);
            CompletableFuture<Long> moving = new CompletableFuture<>();
            Path target = folder.resolve("f");
            client.connect(server.address()).get(WAIT_SECONDS, TimeUnit.SECONDS);
            client.login("ann", "secret").get(WAIT_SECONDS, TimeUnit.SECONDS);
            List<CompletableFuture<?>> futures = new ArrayList<>();
            futures.add(client.retrieve(
                    "f", new FileSink(target, 0), TransferOptions.DEFAULT.withProgress(moving::complete)));
            moving.get(WAIT_SECONDS, TimeUnit.SECONDS);
            futures.add(client.noop());
            futures.add(client.store(
                    "g", FileSource.open(Files.writeString(folder.resolve("g"), "g"), 0), TransferOptions.DEFAULT));
            assertThat(openFiles()).contains(FileSink.partOf(target), folder.resolve("g"));

            loop.close();

            futures.forEach(ClientLoopTest::failed);
            client.closed().get(WAIT_SECONDS, TimeUnit.SECONDS);
            await(gone);
            assertThat(openFiles()).noneMatch(file -> file.startsWith(folder));
            failed(client.noop());
        }
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.exists(descriptor)) {
                    files.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        return files;
    }

    @Test
    void shouldFailAConnectionThatIsBeingMade() throws Exception {
        try (FakeServer server = FakeServer.playing(Talk::waitForEnd)) {
            CompletableFuture<?> connecting = new FtpClient(loop, ClientOptions.DEFAULT).connect(server.address());

            loop.close();

            failed(connecting);
            failed(new FtpClient(loop, ClientOptions.DEFAULT).connect(server.address()));
        }
    }

    @Test
    void shouldFailWhatWaitsForASessionHoweverMuchItIs() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (FakeServer server = stalling(gone);
                SessionPool pool = pool(server, 1)) {
            List<CompletableFuture<?>> futures = new ArrayList<>();
            futures.add(pool.with(client -> client.retrieve("f", Sink.discarding(), TransferOptions.DEFAULT)));
            for (int i = 0; i < 20_000; i++) {
                futures.add(pool.with(FtpClient::noop));
            }

            loop.close();

            futures.forEach(ClientLoopTest::failed);
            failed(pool.with(FtpClient::noop));
        }
    }

    @Test
    void shouldFailATransferThatWaitsForItsNextAttempt() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        try (FakeServer server = FakeServer.playing(talk -> {
                    lost.countDown();
                    talk.hangUp();
                });
                SessionPool pool = pool(server, 1)) {
            Transfers transfers = new Transfers(loop, pool, PATIENT);
            CompletableFuture<?> download =
                    transfers.download("f", folder.resolve("f"), IfExists.REFUSE, TransferOptions.DEFAULT);
            await(lost);

            loop.close();

            failed(download);
            failed(transfers.download("f", folder.resolve("f"), IfExists.REFUSE, TransferOptions.DEFAULT));
        }
    }

    @Test
    void shouldFailATreeAndTellNothingOfItsFiles() throws Exception {
        for (int i = 0; i < 1000; i++) {
            Files.writeString(folder.resolve("file" + i), "");
        }
        CountDownLatch made = new CountDownLatch(1);
        List<String> told = new ArrayList<>();
        TransferListener listener = new TransferListener() {
            @Override
            public void failed(String name, Throwable cause) {
                told.add(name);
            }
        };
        try (FakeServer server = FakeServer.playing(talk -> {
                    talk.welcome();
                    talk.hear("MKD");
                    talk.say("257 made");
                    talk.hear("TYPE");
                    made.countDown();
                    talk.waitForEnd();
                });
                SessionPool pool = pool(server, 1)) {
            TreeOptions all = TreeOptions.all(IfExists.REFUSE, TransferOptions.DEFAULT);
            CompletableFuture<TreeResult> tree =
                    new Transfers(loop, pool, Retry.DEFAULT).uploadTree(folder, "tree", all, listener);
            await(made);

            loop.close();

            failed(tree);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void shouldFailWorkOffTheLoopThatHasNotReturned() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<CompletableFuture<Integer>> offloaded = new CompletableFuture<>();
        loop.execute(() -> offloaded.complete(loop.offload(() -> {
            begun.countDown();
            end.await();
            return 1;
        })));
        await(begun);

        loop.close();
        loop.close();

        failed(offloaded.get(WAIT_SECONDS, TimeUnit.SECONDS));
        end.countDown();
    }

    @Test
    void shouldFailWorkForWhichThePoolHasNoRoom() throws Exception {
        try (EventLoop byHand = EventLoop.open("by hand", Ticker.SYSTEM, (task, cause) -> {})) {
            byHand.runOnce(0);
            Offload full = new Offload(byHand, work -> {
                throw new RejectedExecutionException("no room");
            });
            ClientLoop inTurns = new ClientLoop(
                    byHand, Network.sockets(byHand), full, InstantSource.system(), new SplittableRandom(1));

            CompletableFuture<Integer> offloaded = new CompletableFuture<>();
            byHand.execute(() -> Futures.whenEnded(
                    inTurns.offload(() -> 1), (value, failure) -> offloaded.completeExceptionally(failure)));
            byHand.runOnce(0);

            assertThat(offloaded).isCompletedExceptionally();
        }
    }

    @Test
    void shouldBeginNoFurtherFileOfATreeThatIsGivenUp() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.writeString(folder.resolve("file" + i), "");
        }
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        List<String> heard = new CopyOnWriteArrayList<>();
        try (FakeServer server = FakeServer.playing(talk -> {
                    talk.welcome();
                    talk.hear("MKD");
                    talk.say("257 made");
                    talk.hear("TYPE");
                    begun.countDown();
                    await(givenUp);
                    while (true) {
                        talk.say("200 ok");
                        heard.add(talk.hear(""));
                    }
                });
                SessionPool pool = pool(server, 1)) {
            TreeOptions all = TreeOptions.all(IfExists.REFUSE, TransferOptions.DEFAULT);
            CompletableFuture<TreeResult> tree =
                    new Transfers(loop, pool, Retry.DEFAULT).uploadTree(folder, "tree", all, TransferListener.NONE);
            await(begun);

            tree.cancel(true);
            pool.abort();
            CompletableFuture<?> next = pool.with(FtpClient::noop);
            givenUp.countDown();
            next.get(WAIT_SECONDS, TimeUnit.SECONDS);

            // What ran comes to its end; of the other 99 files nothing is said.
            assertThat(heard).hasSizeLessThanOrEqualTo(3).last().isEqualTo("NOOP");
        } finally {
            loop.close();
        }
    }

    @Test
    void shouldDoAllItsWorkInTheTurnsOfALoopThatIsTurnedByHand() throws Exception {
        Instant date = Instant.parse("2026-03-01T12:00:00Z");
        String line = "-rw-r--r-- 1 o g 5 Feb 28 10:00 name";
        try (EventLoop byHand = EventLoop.open("by hand", Ticker.SYSTEM, (task, cause) -> {});
                FakeServer server = FakeServer.playing(talk -> {
                    talk.welcome();
                    talk.send("MLSD", line + "\r\n");
                    talk.waitForEnd();
                })) {
            ClientLoop inTurns = new ClientLoop(
                    byHand,
                    Network.sockets(byHand),
                    new Offload(byHand, Runnable::run),
                    InstantSource.fixed(date),
                    new SplittableRandom(1));
            byHand.runOnce(0);
            List<Thread> threads = new ArrayList<>();
            FtpClient client = new FtpClient(inTurns, ClientOptions.DEFAULT);
            Futures.whenEnded(client.connect(server.address()), (reply, e) -> threads.add(Thread.currentThread()));
            Futures.whenEnded(client.login("ann", "secret"), (reply, e) -> threads.add(Thread.currentThread()));
            CompletableFuture<List<ListEntry>> listing = client.list("");
            CompletableFuture<Integer> blocking = inTurns.offload(() -> {
                threads.add(Thread.currentThread());
                return 1;
            });
            while (!listing.isDone() || !blocking.isDone()) {
                byHand.runOnce(1_000_000_000L);
            }

            assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
            assertThat(listing.join())
                    .singleElement()
                    .returns(Instant.parse("2026-02-28T10:00:00Z"), ListEntry::modified);
            CompletableFuture<?> unfinished = client.noop();
            inTurns.close();
            byHand.runOnce(0); // it is not closed: it belongs to whoever made it
            failed(unfinished);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
