package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.RateLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed while a file is on its way, and started again. {@code -Dsluice.resume.bytes} makes the file larger
 * than its 64 MB.
 */
class ResumeTest {

    private static final long SIZE = Long.getLong("sluice.resume.bytes", 64_000_000);
    private static final int KILLS = 4;

    @TempDir
    private Path folder;

    private final Random random = new Random();
    private Path root;
    private int port;
    private Process server;

    @BeforeEach
    void startServer() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
        port = Peer.freePort();
        start();
    }

    private void start() throws IOException {
        server = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.sluice.cli.Main",
                        "serve",
                        root.toString(),
                        "--port",
                        Integer.toString(port),
                        "--user",
                        "ann:secret"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    @AfterEach
    void stopServer() {
        kill();
    }

    private void kill() {
        server.destroyForcibly();
        server.onExit().join();
    }

    /** Kills the server and starts it again whenever the transfer has come as far as the next random point. */
    private void killAtRandomPoints(CompletableFuture<TransferResult> transfer, LinkedBlockingQueue<Long> progress)
            throws Exception {
        for (int i = 0; i < KILLS; i++) {
            long stop = random.nextLong(SIZE / (KILLS + 1));
            long moved = 0;
            while (moved < stop && !transfer.isDone()) {
                Long bytes = progress.poll(1, TimeUnit.SECONDS);
                moved = bytes == null ? moved : bytes;
            }
            kill();
            progress.clear();
            start();
        }
    }

    private interface Start {
        CompletableFuture<TransferResult> begin(Transfers transfers, TransferOptions options);
    }

    private void survive(Start start) throws Exception {
        Credentials credentials =
                new Credentials(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "ann", "secret");
        Retry patient = new Retry(200, Duration.ofMillis(50), Duration.ofMillis(500));
        LinkedBlockingQueue<Long> progress = new LinkedBlockingQueue<>();
        try (ClientLoop loop = ClientLoop.start("test client");
                SessionPool pool = new SessionPool(loop, credentials, ClientOptions.DEFAULT, DataMode.PASSIVE, 1)) {
            // Held to a rate at which the kills come before the end.
            TransferOptions options = TransferOptions.DEFAULT
                    .withLimit(RateLimit.of(Math.max(SIZE / 2, 1)))
                    .withProgress(progress::add);
            CompletableFuture<TransferResult> transfer = start.begin(new Transfers(loop, pool, patient), options);
            killAtRandomPoints(transfer, progress);
            transfer.get(100, TimeUnit.SECONDS);
        }
    }

    private Path randomFile(Path path) throws IOException {
        byte[] chunk = new byte[1_000_000];
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = SIZE; left > 0; left -= chunk.length) {
                random.nextBytes(chunk);
                out.write(java.nio.ByteBuffer.wrap(chunk, 0, (int) Math.min(left, chunk.length)));
            }
        }
        return path;
    }

    @Test
    void shouldFinishADownloadThoughTheServerIsKilled() throws Exception {
        Path file = randomFile(root.resolve("big"));
        Path copy = folder.resolve("copy");

        survive((transfers, options) -> transfers.download("big", copy, IfExists.REFUSE, options));

        assertThat(LocalFiles.sha256(copy)).isEqualTo(LocalFiles.sha256(file));
        assertThat(FileSink.partOf(copy)).doesNotExist();
    }

    @Test
    void shouldFinishAnUploadThoughTheServerIsKilled() throws Exception {
        Path file = randomFile(folder.resolve("big"));

        survive((transfers, options) -> transfers.upload(file, "big", IfExists.REFUSE, options));

        assertThat(LocalFiles.sha256(root.resolve("big"))).isEqualTo(LocalFiles.sha256(file));
    }
}
