package dev.sluice.ftpd;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Lanes;
import dev.sluice.loop.LoopStats;
import dev.sluice.loop.Offload;
import dev.sluice.loop.Ticker;
import dev.sluice.loop.Turns;
import dev.sluice.net.Acceptor;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Network;
import dev.sluice.storage.FileStore;
import dev.sluice.storage.StorageOptions;
import dev.sluice.transfer.TransferResources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An FTP server that is listening.
 *
 * <pre>{@code
 * try (FtpServer server = FtpServer.builder(Path.of("/srv/files")).anonymous(Permission.READ).start()) {
 *     System.out.println(server.address());
 *     ...
 * }
 * }</pre>
 *
 * <p>All its work is done by one thread, which ends when the server is closed. Thread rule: every method may be called by any thread.
 */
public final class FtpServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FtpServer.class);
    private static final int BACKLOG = 1024;
    private static final int CONTROL_INPUT = 8 * 1024;

    /** In one turn of the loop, for all sessions that sent many commands at once together. */
    private static final long COMMAND_NANOS = 2_000_000L;

    private static final Duration POOL_PATIENCE = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final Lanes lanes;
    private final ServerContext context;
    private final Sessions sessions;
    private final Acceptor acceptor;
    private final PartSweeper sweeper;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private boolean draining;

    private FtpServer(
            ServerConfig config,
            EventLoop loop,
            Lanes lanes,
            FileStore store,
            Network network,
            RandomGenerator random,
            Clock clock)
            throws IOException {
        this.loop = loop;
        this.lanes = lanes;
        this.context = new ServerContext(
                config,
                loop,
                network,
                lanes,
                new MemoryBudget(loop, config.memory()),
                new Turns(loop, COMMAND_NANOS),
                new Headcount(),
                store,
                TransferResources.of(loop, lanes.disk()),
                new CommandTable(),
                new PassivePorts(
                        loop,
                        network,
                        config.address().getAddress(),
                        config.passivePorts(),
                        config.foreignData(),
                        random),
                new LoginGuard(config.banAfter(), config.banTime()),
                new TransferLog(clock),
                ByteBuffer.allocateDirect(CONTROL_INPUT));
        this.sessions = new Sessions(context, this::sessionEnded);
        this.acceptor = network.listen(config.address(), BACKLOG, sessions::accept);
        this.sweeper = new PartSweeper(loop, lanes.longJobs(), () -> store.sweepParts(clock.instant()));
        PortRange.ephemeral(PortRange.EPHEMERAL)
                .filter(config.passivePorts()::overlaps)
                .ifPresent(system -> log.warn(
                        "Some of the passive ports {} will be busy at times: the system gives {} to outgoing connections",
                        config.passivePorts(),
                        system));
        if (!config.readOnly()) {
            sweeper.start();
        }
    }

    /** Begins to describe a server for {@code root}. */
    public static FtpServerBuilder builder(Path root) {
        return new FtpServerBuilder(root);
    }

    /** A server on its own thread. */
    static FtpServer start(ServerConfig config) throws IOException {
        EventLoop loop = EventLoop.open(
                "sluice", Ticker.SYSTEM, (task, e) -> log.error("Failed on the event loop in: {}", task, e));
        try {
            FtpServer server = open(config, loop, Lanes.pools(loop, config.offloadThreads(), config.maxSessions() + 1));
            Thread thread = new Thread(server::run, "sluice-loop");
            thread.start();
            return server;
        } catch (IOException | RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /** A server on a loop that somebody else turns, with work that may block done by {@code offload}. */
    static FtpServer attach(ServerConfig config, EventLoop loop, Offload offload) throws IOException {
        return open(config, loop, Lanes.all(offload));
    }

    /** The same in a world that somebody else makes: nothing in the server then depends on the machine. It closes {@code store}. */
    static FtpServer attach(
            ServerConfig config,
            EventLoop loop,
            Offload offload,
            FileStore store,
            Network network,
            RandomGenerator random,
            Clock clock)
            throws IOException {
        return new FtpServer(config, loop, Lanes.all(offload), store, network, random, clock);
    }

    private static FtpServer open(ServerConfig config, EventLoop loop, Lanes lanes) throws IOException {
        StorageOptions options = StorageOptions.defaults()
                .withReadOnly(config.readOnly())
                .withKeepParts(config.keepParts())
                .withPartMaxAge(config.partMaxAge())
                .withFsync(config.fsync());
        FileStore store = new FileStore(config.root(), options);
        try {
            return new FtpServer(
                    config, loop, lanes, store, Network.sockets(loop), new SecureRandom(), Clock.systemUTC());
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void run() {
        Optional<Throwable> failure = Optional.empty();
        try {
            loop.run();
        } catch (Throwable e) {
            failure = Optional.of(e);
        }
        try {
            cleanUp(failure);
        } finally {
            // Whatever else fails, and for the same reason perhaps: who waits for the end must hear of it.
            failure.ifPresentOrElse(stopped::completeExceptionally, () -> stopped.complete(null));
        }
    }

    private void cleanUp(Optional<Throwable> failure) {
        try {
            if (failure.isPresent()) {
                log.error("The event loop failed; the server ends", failure.get());
                sessions.endAll("server failed"); // Others in this JVM may want the files and locks that they have.
            }
        } finally {
            lanes.close();
            context.store().close();
        }
    }

    /** The address bound, with the port that the system chose if none was asked for. */
    public InetSocketAddress address() {
        return acceptor.address();
    }

    /** The folder served. */
    public Path root() {
        return context.config().root();
    }

    /** Counters of the event loop. */
    public CompletableFuture<LoopStats.Snapshot> loopStats() {
        return loop.submit(() -> loop.stats().snapshot());
    }

    /**
     * What the server holds at a moment; for tests.
     *
     * @param channels open channels on the loop
     * @param listeners those that listen
     * @param leases passive ports that are lent
     * @param claims paths that are being uploaded
     * @param unsent bytes of replies that clients have not taken yet
     * @param borrowed bytes that sessions and transfers have borrowed
     */
    record Usage(
            int sessions,
            int channels,
            int listeners,
            int leases,
            int transfers,
            int buffersLent,
            int claims,
            int unsent,
            long borrowed) {

        /** Whether nothing is under way and nobody is here. */
        boolean isIdle() {
            return sessions == 0
                    && channels == listeners
                    && leases == 0
                    && transfers == 0
                    && buffersLent == 0
                    && claims == 0
                    && borrowed == 0;
        }
    }

    /** What its sessions share; for tests. */
    ServerContext context() {
        return context;
    }

    CompletableFuture<Usage> usage() {
        return loop.submit(() -> new Usage(
                sessions.size(),
                loop.registrations(),
                1 + context.passivePorts().bound(),
                context.passivePorts().lent(),
                context.resources().budget().active(),
                context.resources().buffers().lent(),
                context.store().claimed(),
                sessions.unsent(),
                context.memory().borrowed()));
    }

    /** Forgets what {@link #loopStats} has counted. */
    CompletableFuture<Void> resetLoopStats() {
        return loop.submit(() -> {
            loop.stats().reset();
            return null;
        });
    }

    /** Completes when the server has stopped; exceptionally when that was not asked for but an error that nobody gets over. */
    public CompletableFuture<Void> stopped() {
        return stopped.copy();
    }

    /**
     * Stops gracefully: takes no new clients, tells idle ones to go (421), lets transfers under way finish for at most
     * {@code deadline}, and then stops. Returns at once; {@link #stopped} tells when all is done.
     */
    public void drain(Duration deadline) {
        onLoop(() -> drainOnLoop(deadline));
    }

    /** Runs {@code task} on the loop, unless that has ended. */
    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("Stopped already");
        }
    }

    private void drainOnLoop(Duration deadline) {
        if (draining) {
            return;
        }
        draining = true;
        log.info("Draining: {} sessions, at most {} s", sessions.size(), deadline.toSeconds());
        acceptor.close();
        sessions.dismiss("The server is shutting down; come back later.");
        loop.timer("drain deadline", this::stop).fireAfter(deadline.toNanos());
        if (sessions.size() == 0) {
            stop();
        }
    }

    private void sessionEnded() {
        if (draining && sessions.size() == 0) {
            stop();
        }
    }

    private void stop() {
        draining = true;
        sessions.endAll("server stopped");
        sweeper.stop();
        context.passivePorts().close();
        acceptor.close();
        // A job on the pool may hold a file; its transfer lets go of it when the job is back.
        loop.timer("end of patience", this::end).fireAfter(POOL_PATIENCE.toNanos());
        lanes.whenIdle(this::end);
    }

    private void end() {
        loop.close();
        context.store().close();
    }

    /**
     * Stops at once, breaking off what is under way, and waits until the server's thread has ended; not to be called by that thread
     * itself. A read or write that hangs on a dead disk is waited for some seconds.
     */
    @Override
    public void close() {
        onLoop(this::stop);
        stopped.handle((nothing, error) -> error).join();
    }
}
