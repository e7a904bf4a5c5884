package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import dev.sluice.SluiceBuilder;
import dev.sluice.account.Rights;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Lanes;
import dev.sluice.loop.ManualTicker;
import dev.sluice.loop.Offload;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.server.Surroundings;
import dev.sluice.server.Usage;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.disk.DiskStorage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A server over a fresh folder, which guests may write to, and the clients of a test. Its end is a leak check: no session, no data
 * connection, no buffer, no claim, no open file and no part file is left.
 */
final class ServerFixture implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int MOST_TURNS_WAITED = 20_000;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path root;
    private final Sluice server;
    private final Optional<TurnedLoop> turned;
    private final List<Client> clients = new ArrayList<>();
    private boolean partsMayStay;
    private int turnsWaited;

    private ServerFixture(Path root, Sluice server, Optional<TurnedLoop> turned) {
        this.root = root;
        this.server = server;
        this.turned = turned;
    }

    /** A server on its own thread. */
    static ServerFixture start() throws IOException {
        return start(settings -> settings);
    }

    /** A server on its own thread, with settings of the test's. */
    static ServerFixture start(UnaryOperator<SluiceBuilder> settings) throws IOException {
        return start(Files.createTempDirectory("sluice-server-"), settings);
    }

    /** A server on its own thread for a folder that exists. */
    static ServerFixture start(Path root, UnaryOperator<SluiceBuilder> settings) throws IOException {
        return new ServerFixture(root, builder(root, settings).start(), Optional.empty());
    }

    /** A server that a test turns by hand, with its blocking work done at once. */
    static ServerFixture turn(UnaryOperator<SluiceBuilder> settings) throws IOException {
        return turn(new ManualTicker(), Runnable::run, settings);
    }

    /** A server with another storage than the one for its folder. */
    static ServerFixture over(Function<Storage, Storage> storage) throws IOException {
        Path root = Files.createTempDirectory("sluice-server-");
        TurnedLoop turned = new TurnedLoop(new ManualTicker());
        Sluice server = builder(root, settings -> settings)
                .attach(
                        Surroundings.real(turned.loop(), Lanes.all(new Offload(turned.loop(), Runnable::run))),
                        storage.apply(new DiskStorage(root, StorageOptions.defaults())));
        return new ServerFixture(root, server, Optional.of(turned));
    }

    /** A server that a test turns by hand, with its blocking work done by {@code executor}. */
    static ServerFixture turn(ManualTicker ticker, Executor executor, UnaryOperator<SluiceBuilder> settings)
            throws IOException {
        return turn(Files.createTempDirectory("sluice-server-"), ticker, executor, settings);
    }

    /** A server for a folder that exists, turned by hand. */
    static ServerFixture turn(Path root, ManualTicker ticker, Executor executor, UnaryOperator<SluiceBuilder> settings)
            throws IOException {
        TurnedLoop turned = new TurnedLoop(ticker);
        EventLoop loop = turned.loop();
        Sluice server = builder(root, settings).attach(Surroundings.real(loop, Lanes.all(new Offload(loop, executor))));
        return new ServerFixture(root, server, Optional.of(turned));
    }

    private static SluiceBuilder builder(Path root, UnaryOperator<SluiceBuilder> settings) {
        return settings.apply(Sluice.builder(root).anonymous(Rights.WRITE).user("alice", "secret"));
    }

    Sluice server() {
        return server;
    }

    Path root() {
        return root;
    }

    /** The loop of a server that is turned by hand. */
    TurnedLoop loop() {
        return turned.orElseThrow();
    }

    // ---- clients ----

    /** A client that has not read the greeting yet. */
    Client client() throws IOException {
        return client(server.ftpAddress().getAddress());
    }

    /** A client with the address {@code from}. */
    Client client(InetAddress from) throws IOException {
        Client client = Client.connect(from, server.ftpAddress(), this::pace);
        clients.add(client);
        return client;
    }

    /** A client that is logged in as a guest, in TYPE I. */
    Client login() throws IOException {
        Client client = client().login();
        client.command("TYPE I").expect(200);
        return client;
    }

    private void pace(SocketChannel channel, int ops) throws IOException {
        if (turned.isPresent()) {
            assertThat(++turnsWaited).as("turns waited").isLessThan(MOST_TURNS_WAITED);
            turned.get().loop().runOnce(TURN_NANOS);
        } else {
            Wire.waitForReadiness(channel, ops);
        }
    }

    /** Waits until what the server holds is {@code expected}. */
    Usage await(Predicate<Usage> expected) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Usage usage = usage();
            if (expected.test(usage)) {
                return usage;
            }
            assertThat(System.nanoTime()).as("waiting in vain: %s", usage).isLessThan(deadline);
        }
    }

    /** What the server holds now. */
    Usage usage() throws IOException {
        CompletableFuture<Usage> usage = server.usage();
        if (turned.isPresent()) {
            turned.get().loop().runOnce(TURN_NANOS);
        }
        return usage.join();
    }

    // ---- files ----

    /** Puts a file on the disk, behind the server's back. */
    Path file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Puts a file on the disk, behind the server's back. */
    Path file(String name, byte[] content) throws IOException {
        return Files.write(root.resolve(name), content);
    }

    /** Puts a file on the disk that holds {@code size} zeros and takes no room. */
    void zeros(String name, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    String text(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(root.resolve(name));
    }

    boolean exists(String name) {
        return Files.exists(root.resolve(name));
    }

    /** The part files below the root. */
    List<String> parts() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".part"))
                    .toList();
        }
    }

    /** Part files are left over on purpose. */
    void keepParts() {
        partsMayStay = true;
    }

    // ---- the end ----

    @Override
    public void close() throws IOException {
        try {
            for (Client client : clients) {
                client.close();
            }
            if (!server.stopped().isDone()) {
                await(Usage::isIdle);
            }
            if (!partsMayStay) {
                assertThat(parts()).as("part files").isEmpty();
            }
        } finally {
            stop();
        }
        assertThat(open()).as("open files and directories").isEmpty();
        delete();
    }

    private void stop() throws IOException {
        if (turned.isEmpty()) {
            server.close();
            return;
        }
        server.drain(Duration.ZERO);
        turned.get().turn();
        turned.get().close();
    }

    /** The files below the root that this process has open; the directories that a store keeps open don't count. */
    List<Path> openFiles() throws IOException {
        return open().stream().filter(file -> !Files.isDirectory(file)).toList();
    }

    /** All below the root that this process has open. */
    private List<Path> open() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        List<Path> open = new ArrayList<>();
        if (root.getFileSystem() != FileSystems.getDefault() || !Files.isDirectory(descriptors)) {
            return open;
        }
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : all.toList()) {
                try {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.startsWith(root)) {
                        open.add(target);
                    }
                } catch (NoSuchFileException e) {
                    // Closed meanwhile.
                }
            }
        }
        return open;
    }

    private void delete() throws IOException {
        if (root.getFileSystem() != FileSystems.getDefault()) {
            root.getFileSystem().close();
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
