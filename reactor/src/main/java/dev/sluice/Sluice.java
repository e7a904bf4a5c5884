package dev.sluice;

import dev.sluice.loop.LoopStats;
import dev.sluice.server.Host;
import dev.sluice.server.Usage;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A file server that is running.
 *
 * <pre>{@code
 * try (Sluice server = Sluice.builder(Path.of("/srv/files")).ftp(2121).anonymous(Rights.READ).start()) {
 *     System.out.println(server.ftpAddress());
 *     ...
 * }
 * }</pre>
 *
 * <p>All its work is done by one thread, which ends when the server is closed. Thread rule: every method may be called by any thread.
 */
public final class Sluice implements AutoCloseable {

    private final Path root;
    private final Host host;

    Sluice(Path root, Host host) {
        this.root = root;
        this.host = host;
    }

    /** Begins to describe a server for the folder {@code root}. */
    public static SluiceBuilder builder(Path root) {
        return new SluiceBuilder(root);
    }

    /** Where FTP is spoken, with the port that the system chose if none was asked for. */
    public InetSocketAddress ftpAddress() {
        return host.addresses().get(0);
    }

    /** The folder served. */
    public Path root() {
        return root;
    }

    /** What the server holds at this moment. */
    public CompletableFuture<Usage> usage() {
        return host.usage();
    }

    /** Counters of the event loop. */
    public CompletableFuture<LoopStats.Snapshot> loopStats() {
        return host.loopStats();
    }

    /** Forgets what {@link #loopStats} has counted. */
    public CompletableFuture<Void> resetLoopStats() {
        return host.resetLoopStats();
    }

    /** Completes when the server has stopped; exceptionally when that was not asked for but an error that nobody gets over. */
    public CompletableFuture<Void> stopped() {
        return host.stopped();
    }

    /**
     * Stops gracefully: takes no new clients, tells idle ones to go (421), lets transfers under way finish for at most
     * {@code deadline}, and then stops. Returns at once; {@link #stopped} tells when all is done.
     */
    public void drain(Duration deadline) {
        host.drain(deadline);
    }

    /**
     * Stops at once, breaking off what is under way, and waits until the server's thread has ended; not to be called by that thread
     * itself. A read or write that hangs on a dead disk is waited for some seconds.
     */
    @Override
    public void close() {
        host.close();
    }
}
