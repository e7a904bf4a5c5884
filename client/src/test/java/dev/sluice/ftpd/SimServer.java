package dev.sluice.ftpd;

import dev.sluice.ftpd.Account.Permission;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Offload;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.SimStore;
import dev.sluice.storage.StorageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The one door of a simulation to the server: starts a real one in a simulated world, and tells what it holds. */
public final class SimServer {

    public static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(60);
    public static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);
    public static final Duration DATA_TIMEOUT = Duration.ofSeconds(30);
    public static final String PASSWORD = "secret";
    public static final Map<String, String> USERS =
            new TreeMap<>(Map.of("alice", PASSWORD, "bob", PASSWORD, "carol", PASSWORD));

    private final FtpServer server;

    /** A verb of the command table. */
    public record Verb(String name, boolean needsLogin, boolean mayHaveArgument, boolean needsArgument) {}

    /** The world that a server lives in. */
    public record Surroundings(
            EventLoop loop, Executor pool, Network network, SimStore store, RandomGenerator random, Clock clock) {}

    private SimServer(FtpServer server) {
        this.server = server;
    }

    /** Starts a server that listens on {@code address} and confirms uploads when they are on the disk, if {@code fsync}. */
    public static SimServer start(Surroundings world, InetAddress address, int port, boolean fsync, int passivePorts)
            throws IOException {
        FtpServerBuilder builder = FtpServer.builder(Path.of("simulated"))
                .address(new InetSocketAddress(address, port))
                .anonymous(Permission.READ)
                .passivePorts(PortRange.parse("20000-" + (20_000 + passivePorts - 1)))
                .timeouts(LOGIN_TIMEOUT, IDLE_TIMEOUT, DATA_TIMEOUT)
                .banAfter(0, Duration.ofMinutes(1))
                .memory(8 << 20)
                .fsync(fsync)
                .tellProcessId(false);
        USERS.forEach(builder::user);
        return new SimServer(FtpServer.attach(
                builder.config(),
                world.loop(),
                new Offload(world.loop(), world.pool()),
                world.store().store(),
                world.network(),
                world.random(),
                world.clock()));
    }

    /** What it knows. */
    public static List<Verb> verbs() {
        return new CommandTable()
                .all().stream()
                        .map(command -> new Verb(
                                command.verb(),
                                command.access() != Command.Access.ALL,
                                command.argument() != Command.Argument.NONE,
                                command.argument() == Command.Argument.REQUIRED))
                        .toList();
    }

    /** What the server holds that it should not hold when nobody is there; empty if there is nothing. */
    public CompletableFuture<String> holdings() {
        return server.usage()
                .thenApply(usage -> usage.sessions() == 0
                                && usage.leases() == 0
                                && usage.transfers() == 0
                                && usage.buffersLent() == 0
                                && usage.claims() == 0
                                && usage.borrowed() == 0
                        ? ""
                        : usage.toString());
    }

    /** Listening sockets. */
    public CompletableFuture<Integer> listeners() {
        return server.usage().thenApply(FtpServer.Usage::listeners);
    }

    /** Forgets to give a passive port back; for a server that is wrong on purpose. */
    public void keepPort(InetAddress peer) {
        server.context().passivePorts().lease(peer, Transport::close);
    }

    /** Forgets to give a buffer back. */
    public void keepBuffer() {
        server.context().resources().buffers().take();
    }

    /** Forgets to give back a path that was uploaded. */
    public void keepClaim(String path) {
        try {
            server.context().store().store(RootedPath.ROOT.resolve(path), "nobody");
        } catch (StorageException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops gracefully. */
    public void drain(Duration deadline) {
        server.drain(deadline);
    }
}
