package dev.sluice.bench;

import dev.sluice.client.ClientLoop;
import dev.sluice.client.ClientOptions;
import dev.sluice.client.FtpClient;
import dev.sluice.client.TransferOptions;
import dev.sluice.client.TransferType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A server and its clients over loopback, in one process; the files lie in memory where the system has such a place. */
@State(Scope.Benchmark)
public class TransferState {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int BLOCK = 1 << 20;
    private static final int LINE = 64;

    /** Bytes of the file; 1 MiB and more is given as a plain number too. */
    @Param({"1024", "1048576"})
    public long size;

    /** Clients at a time, each with a session of its own. */
    @Param({"1", "10", "100"})
    public int clients;

    /** I for binary, A for text. */
    @Param({"I", "A"})
    public String type;

    /** Who serves. */
    @Param({"reactor", "thread-per-client"})
    public String architecture;

    Path root;
    Path file;
    private Architecture.Running server;
    private ClientLoop loop;
    private final List<FtpClient> sessions = new ArrayList<>();

    @Setup(Level.Trial)
    public void start() throws IOException {
        root = Files.isDirectory(MEMORY)
                ? Files.createTempDirectory(MEMORY, "sluice-bench")
                : Files.createTempDirectory("sluice-bench");
        file = root.resolve("file");
        write(file, size);
        server = Architecture.named(architecture).start(root);
        loop = ClientLoop.start("bench-client");
        for (int i = 0; i < clients; i++) {
            FtpClient client = new FtpClient(loop, ClientOptions.DEFAULT);
            sessions.add(client);
            client.connect(server.address()).join();
            client.login("anonymous", "bench@example.com").join();
        }
    }

    /** Text of 64-byte lines, so that both types have something to do. */
    private static void write(Path file, long size) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i % LINE == LINE - 1 ? '\n' : 'a' + i % 26);
        }
        try (var out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
    }

    TransferOptions options() {
        return TransferOptions.DEFAULT.withType(type.equals("A") ? TransferType.ASCII : TransferType.BINARY);
    }

    FtpClient session(int index) {
        return sessions.get(index);
    }

    /** Has every client do {@code work} at the same time, and waits for all. */
    void all(IntFunction<CompletableFuture<?>> work) {
        CompletableFuture<?>[] running = new CompletableFuture<?>[clients];
        for (int i = 0; i < clients; i++) {
            running[i] = work.apply(i);
        }
        CompletableFuture.allOf(running).join();
    }

    @TearDown(Level.Trial)
    public void stop() throws Exception {
        sessions.forEach(FtpClient::close);
        sessions.clear();
        loop.close();
        server.close();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            files = tree.sorted(java.util.Comparator.reverseOrder()).toList();
        }
        for (Path path : files) {
            Files.deleteIfExists(path);
        }
    }
}
