package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Lanes;
import dev.sluice.loop.LoopStats;
import dev.sluice.loop.Ticker;
import dev.sluice.net.Acceptor;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.disk.DiskStorage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is listening: services on a loop, and their life from the start to the drain and the end.
 *
 * <p>All its work is done by one thread, which ends when the server is closed. Thread rule: every method may be called by any thread.
 */
public final class Host implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Host.class);
    private static final int BACKLOG = 1024;
    private static final Duration POOL_PATIENCE = Duration.ofSeconds(5);

    private final Served served;
    private final LoopServices services;
    private final List<Listener> listeners = new ArrayList<>();
    private final PartSweeper sweeper;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private boolean draining;
    private boolean stopping;
    private boolean hasThread; // of its own

    /**
     * A service and where clients find it.
     *
     * @param address where to listen; port 0 lets the system choose
     */
    public record Offer(InetSocketAddress address, Service.Factory service) {}

    /** A service that is found at an address. */
    private record Listener(Service service, Acceptor acceptor) {}

    private Host(HostSettings settings, List<Offer> offers, Surroundings from, Storage store) throws IOException {
        this.served = Served.of(settings, store, from.clock());
        this.services = LoopServices.of(from, settings.memory());
        this.sweeper = new PartSweeper(
                from.loop(),
                from.lanes().longJobs(),
                () -> store.sweepParts(from.clock().instant()));
        try {
            for (Offer offer : offers) {
                listeners.add(listen(offer));
            }
        } catch (IOException | RuntimeException e) {
            endAll("not started");
            throw e;
        }
        if (!settings.readOnly()) {
            sweeper.start();
        }
    }

    private Listener listen(Offer offer) throws IOException {
        Service service = offer.service().open(served, services, this::sessionEnded);
        return new Listener(
                service, services.network().listen(offer.address(), BACKLOG, new Door(served, services, service)));
    }

    /**
     * Starts a server on its own thread.
     *
     * @throws IOException when an address cannot be bound or the root is not a directory
     */
    public static Host start(HostSettings settings, List<Offer> offers) throws IOException {
        EventLoop loop = EventLoop.open(
                "sluice", Ticker.SYSTEM, (task, e) -> log.error("Failed on the event loop in: {}", task, e));
        try {
            Lanes lanes = Lanes.pools(loop, settings.diskThreads(), settings.maxSessions() + 1);
            Host host = attach(settings, offers, Surroundings.real(loop, lanes));
            host.hasThread = true;
            Thread thread = new Thread(host::run, "sluice-loop");
            thread.start();
            return host;
        } catch (IOException | RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /**
     * A server on a loop that somebody else turns, with a clock, a network and a pool of theirs. The loop ends with the server; the lanes
     * are its maker's to close.
     */
    public static Host attach(HostSettings settings, List<Offer> offers, Surroundings from) throws IOException {
        StorageOptions options = StorageOptions.defaults()
                .withReadOnly(settings.readOnly())
                .withKeepParts(settings.keepParts())
                .withPartMaxAge(settings.partMaxAge())
                .withFsync(settings.fsync())
                .withInline(settings.inline())
                .withClock(from.clock())
                .withDisposal(new DisposalLane(from.loop(), from.lanes().disk()));
        return attach(settings, offers, from, new DiskStorage(settings.root(), options));
    }

    /** The same, serving the files in {@code store}, which the server closes in the end. */
    public static Host attach(HostSettings settings, List<Offer> offers, Surroundings from, Storage store)
            throws IOException {
        try {
            return new Host(settings, offers, from, store);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void run() {
        Optional<Throwable> failure = Optional.empty();
        try {
            loop().run();
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
                endAll("server failed"); // Others in this JVM may want the files and locks that they have.
            }
        } finally {
            services.lanes().close();
            served.store().close();
        }
    }

    /** The addresses bound, in the order of the offers, with the ports that the system chose where none was asked for. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(listener -> listener.acceptor().address()).toList();
    }

    /** Counters of the event loop. */
    public CompletableFuture<LoopStats.Snapshot> loopStats() {
        return loop().submit(() -> loop().stats().snapshot());
    }

    /** Forgets what {@link #loopStats} has counted. */
    public CompletableFuture<Void> resetLoopStats() {
        return loop().submit(() -> {
            loop().stats().reset();
            return null;
        });
    }

    /** What the server holds at this moment. */
    public CompletableFuture<Usage> usage() {
        return loop().submit(() -> new Usage(
                sessions(),
                loop().registrations(),
                listeners.stream()
                        .mapToInt(listener -> 1 + listener.service().listeners())
                        .sum(),
                services.transfers().scheduler().active(),
                services.transfers().buffers().lent(),
                served.store().claimed(),
                listeners.stream()
                        .mapToInt(listener -> listener.service().unsent())
                        .sum(),
                services.memory().borrowed()));
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
            loop().execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("Stopped already");
        }
    }

    private void drainOnLoop(Duration deadline) {
        if (draining) {
            return;
        }
        draining = true;
        log.info("Draining: {} sessions, at most {} s", sessions(), deadline.toSeconds());
        listeners.forEach(listener -> {
            listener.acceptor().close();
            listener.service().drain("The server is shutting down; come back later.");
        });
        loop().timer("drain deadline", this::stop).fireAfter(deadline.toNanos());
        sessionEnded();
    }

    private void sessionEnded() {
        if (draining && sessions() == 0) {
            stop();
        }
    }

    private int sessions() {
        return listeners.stream()
                .mapToInt(listener -> listener.service().size())
                .sum();
    }

    private void endAll(String why) {
        listeners.forEach(listener -> {
            listener.acceptor().close();
            listener.service().end(why);
        });
    }

    private void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        draining = true;
        endAll("server stopped");
        sweeper.stop();
        // A job on the pool may hold a file; its transfer lets go of it when the job is back.
        loop().timer("end of patience", this::end).fireAfter(POOL_PATIENCE.toNanos());
        services.lanes().whenIdle(this::end);
    }

    private void end() {
        loop().close();
        served.store().close();
        if (!hasThread) {
            stopped.complete(null);
        }
    }

    private EventLoop loop() {
        return services.loop();
    }

    /**
     * Stops at once, breaking off what is under way, and waits until the server's thread has ended; not to be called by that thread
     * itself. A read or write that hangs on a dead disk is waited for some seconds. Of a server that was attached to a loop it waits
     * for nothing: whoever turns that sees by {@link #stopped} when it is over.
     */
    @Override
    public void close() {
        onLoop(this::stop);
        if (hasThread) {
            stopped.handle((nothing, error) -> error).join();
        }
    }
}
