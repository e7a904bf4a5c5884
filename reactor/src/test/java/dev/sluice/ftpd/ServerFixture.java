package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sluice.Sluice;
import dev.sluice.SluiceBuilder;
import dev.sluice.loop.ManualTicker;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.server.Usage;
import dev.sluice.storage.Storage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server over a fresh folder, which guests may write to, and the clients of a test. Its end is a leak check: no session, no data
 * connection, no buffer, no claim, no open file and no part file is left.
 *
 * <p>{@link #started} and {@link #turned} are for {@code @RegisterExtension} above all: the server starts when it is first asked for
 * something, and ends after the test, or after the class where all its tests share an instance. A leak fails the test; JUnit adds it
 * to the failure of one that has failed already. {@link #start}, {@link #turn} and {@link #over} start at once, for {@code try}.
 */
final class ServerFixture implements AutoCloseable, AfterEachCallback, AfterAllCallback {

    /** How the server starts. */
    private interface Start {
        RunningServer run() throws IOException;
    }

    /** What makes the folder to serve. */
    interface Folder {
        Path make() throws IOException;
    }

    private final Start start;
    private final List<Client> clients = new ArrayList<>();
    private Optional<RunningServer> running = Optional.empty();
    private boolean partsMayStay;

    private ServerFixture(Start start) {
        this.start = start;
    }

    // ---- servers of a class of tests ----

    /** A server on its own thread. */
    static ServerFixture started() {
        return started(settings -> settings);
    }

    /** A server on its own thread, with settings of the test's. */
    static ServerFixture started(UnaryOperator<SluiceBuilder> settings) {
        return started(ServerFixture::temporary, settings);
    }

    /** A server on its own thread for a folder of the test's. */
    static ServerFixture started(Folder folder, UnaryOperator<SluiceBuilder> settings) {
        return new ServerFixture(() -> RunningServer.start(folder.make(), settings));
    }

    /** A server that a test turns by hand, with its blocking work done by {@code executor}. */
    static ServerFixture turned(Executor executor, UnaryOperator<SluiceBuilder> settings) {
        return turned(ServerFixture::temporary, executor, settings);
    }

    /** A server for a folder of the test's, turned by hand. */
    static ServerFixture turned(Folder folder, Executor executor, UnaryOperator<SluiceBuilder> settings) {
        return new ServerFixture(() -> RunningServer.turn(folder.make(), new ManualTicker(), executor, settings));
    }

    private static Path temporary() throws IOException {
        return Files.createTempDirectory("sluice-server-");
    }

    /** A folder in memory. */
    static Path memory() throws IOException {
        return Files.createDirectory(Jimfs.newFileSystem(Configuration.unix()).getPath("/served"));
    }

    // ---- servers of one test ----

    /** A server on its own thread. */
    static ServerFixture start() throws IOException {
        return start(settings -> settings);
    }

    /** A server on its own thread, with settings of the test's. */
    static ServerFixture start(UnaryOperator<SluiceBuilder> settings) throws IOException {
        return atOnce(() -> RunningServer.start(temporary(), settings));
    }

    /** A server that a test turns by hand, with its blocking work done at once. */
    static ServerFixture turn(UnaryOperator<SluiceBuilder> settings) throws IOException {
        return turn(new ManualTicker(), Runnable::run, settings);
    }

    /** A server that a test turns by hand, with its blocking work done by {@code executor}. */
    static ServerFixture turn(ManualTicker ticker, Executor executor, UnaryOperator<SluiceBuilder> settings)
            throws IOException {
        return atOnce(() -> RunningServer.turn(temporary(), ticker, executor, settings));
    }

    /** A server with another storage than the one for its folder. */
    static ServerFixture over(Function<Storage, Storage> storage) throws IOException {
        return atOnce(() -> RunningServer.over(temporary(), storage));
    }

    private static ServerFixture atOnce(Start start) throws IOException {
        ServerFixture fixture = new ServerFixture(start);
        fixture.running = Optional.of(start.run());
        return fixture;
    }

    private RunningServer running() {
        if (running.isEmpty()) {
            try {
                running = Optional.of(start.run());
            } catch (IOException e) {
                throw new UncheckedIOException("The server does not start", e);
            }
        }
        return running.get();
    }

    Sluice server() {
        return running().server();
    }

    Path root() {
        return running().root();
    }

    /** The loop of a server that is turned by hand. */
    TurnedLoop loop() {
        return running().loop();
    }

    // ---- clients ----

    /** A client that has not read the greeting yet. */
    Client client() throws IOException {
        return client(server().ftpAddress().getAddress());
    }

    /** A client with the address {@code from}. */
    Client client(InetAddress from) throws IOException {
        Client client = Client.connect(from, server().ftpAddress(), running()::pace);
        clients.add(client);
        return client;
    }

    /** A client that is logged in as a guest, in TYPE I. */
    Client login() throws IOException {
        Client client = client().login();
        client.command("TYPE I").expect(200);
        return client;
    }

    /** Waits until what the server holds is {@code expected}. */
    Usage await(Predicate<Usage> expected) throws IOException {
        return running().await(expected);
    }

    /** What the server holds now. */
    Usage usage() throws IOException {
        return running().usage();
    }

    // ---- files ----

    /** Puts a file on the disk, behind the server's back. */
    Path file(String name, String content) throws IOException {
        Path file = root().resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Puts a file on the disk, behind the server's back. */
    Path file(String name, byte[] content) throws IOException {
        return Files.write(root().resolve(name), content);
    }

    /** Puts a file on the disk that holds {@code size} zeros and takes no room. */
    void zeros(String name, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(root().resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    String text(String name) throws IOException {
        return Files.readString(root().resolve(name));
    }

    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(root().resolve(name));
    }

    boolean exists(String name) {
        return Files.exists(root().resolve(name));
    }

    /** The part files below the root. */
    List<String> parts() throws IOException {
        try (Stream<Path> all = Files.walk(root())) {
            return all.map(file -> root().relativize(file).toString())
                    .filter(name -> name.endsWith(".part"))
                    .toList();
        }
    }

    /** Part files are left over on purpose. */
    void keepParts() {
        partsMayStay = true;
    }

    /** The files below the root that this process has open; the directories that a store keeps open don't count. */
    List<Path> openFiles() throws IOException {
        return OpenFiles.below(root()).stream()
                .filter(file -> !Files.isDirectory(file))
                .toList();
    }

    // ---- the end ----

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (context.getTestInstanceLifecycle()
                .filter(Lifecycle.PER_CLASS::equals)
                .isEmpty()) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
    }

    /** Ends the server, if there is one, and looks for leaks. */
    @Override
    public void close() throws IOException {
        if (running.isEmpty()) {
            return;
        }
        Path root = root();
        try {
            for (Client client : clients) {
                client.close();
            }
            if (!server().stopped().isDone()) {
                await(Usage::isIdle);
            }
            if (!partsMayStay) {
                assertThat(parts()).as("part files").isEmpty();
            }
        } finally {
            RunningServer ended = running();
            running = Optional.empty();
            ended.stop();
        }
        assertThat(OpenFiles.below(root)).as("open files and directories").isEmpty();
        delete(root);
    }

    private static void delete(Path root) throws IOException {
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
