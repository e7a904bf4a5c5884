package dev.sluice.client;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Offload;
import dev.sluice.loop.Ticker;
import dev.sluice.net.BufferPool;
import dev.sluice.net.Network;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;

/**
 * An event loop with the buffers that all sessions on it share. Buffers are borrowed for one call, so ten thousand idle
 * sessions hold none.
 */
public final class ClientLoop implements AutoCloseable {

    private static final int DATA_BYTES = 256 * 1024;
    private static final int KEPT_BUFFERS = 2;
    private static final int OFFLOAD_THREADS = 2;
    private static final int OFFLOAD_QUEUE = 1024;

    private final EventLoop loop;
    private final Network network;
    private final ByteBuffer controlInput = ByteBuffer.allocate(ControlChannel.INPUT_BYTES);
    private final BufferPool dataBuffers;
    private final Offload offload;
    private final InstantSource calendar;
    private final RandomGenerator random;
    private final Runnable release;
    private final Set<Runnable> onClose =
            new LinkedHashSet<>(); // fails what has not ended, and what it is part of before it
    private final Set<Session> sessions = new LinkedHashSet<>();
    private boolean closed;

    /**
     * Uses a loop that somebody else turns, and closes, and whatever else of the world the sessions meet. Nothing here has a
     * thread or a clock of its own, so a test can turn a whole world of clients by hand, and twice alike.
     *
     * @param network where connections come from
     * @param offload does what may block
     * @param calendar the date, by which a time of a listing is understood that has no year
     * @param random draws pauses; the loop's thread only
     */
    public ClientLoop(
            EventLoop loop, Network network, Offload offload, InstantSource calendar, RandomGenerator random) {
        this(loop, network, offload, calendar, random, () -> {});
    }

    private ClientLoop(
            EventLoop loop,
            Network network,
            Offload offload,
            InstantSource calendar,
            RandomGenerator random,
            Runnable release) {
        this.loop = loop;
        this.network = network;
        this.dataBuffers = new BufferPool(loop, DATA_BYTES, KEPT_BUFFERS);
        this.offload = offload;
        this.calendar = calendar;
        this.random = random;
        this.release = release;
    }

    /** Starts a loop with a daemon thread of its own, which ends at {@link #close}. */
    public static ClientLoop start(String name) throws IOException {
        EventLoop loop = EventLoop.open(
                name,
                Ticker.SYSTEM,
                (task, cause) -> LoggerFactory.getLogger(ClientLoop.class).error("{} failed in {}", name, task, cause));
        Thread thread = new Thread(loop::run, name);
        thread.setDaemon(true);
        thread.start();
        Offload offload = Offload.pool(loop, "offload", OFFLOAD_THREADS, OFFLOAD_QUEUE);
        Runnable release = () -> {
            offload.close();
            loop.close();
        };
        return new ClientLoop(
                loop, Network.sockets(loop), offload, InstantSource.system(), new SplittableRandom(), release);
    }

    /** The loop. */
    public EventLoop loop() {
        return loop;
    }

    /** Where its connections come from. */
    Network network() {
        return network;
    }

    /** The date, read now. */
    Instant date() {
        return calendar.instant();
    }

    /** Draws pauses. */
    RandomGenerator random() {
        return random;
    }

    /**
     * Runs {@code task} on the loop's thread: at once if that is this one, else in a later turn. Any thread; false when the loop
     * has ended, and with it all that the task might be about.
     */
    boolean execute(Runnable task) {
        if (loop.isLoopThread()) {
            task.run();
            return true;
        }
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Begins {@code work} on the loop, and returns its {@code result}, which fails if the loop is closed before. Any thread. */
    <T> CompletableFuture<T> begin(CompletableFuture<T> result, Runnable work) {
        Runnable fail = () -> result.completeExceptionally(closedLoop());
        boolean accepted = execute(() -> {
            if (closed) {
                fail.run();
                return;
            }
            onClose.add(fail);
            Futures.whenEnded(result, (value, failure) -> execute(() -> onClose.remove(fail)));
            try {
                work.run();
            } catch (RuntimeException e) { // no room in the pool, as a rule
                result.completeExceptionally(e);
            }
        });
        if (!accepted) {
            fail.run();
        }
        return result;
    }

    /** A session has got, or is about to get, a connection. On the loop's thread. */
    void opened(Session session) throws IOException {
        if (closed) {
            throw closedLoop();
        }
        sessions.add(session);
    }

    /** The session's connection is closed. On the loop's thread. */
    void closed(Session session) {
        sessions.remove(session);
    }

    static IOException closedLoop() {
        return new EOFException("the client's event loop was closed");
    }

    /** Runs {@code task} on the loop after a pause. On the loop's thread. */
    void executeAfter(long nanos, Runnable task) {
        loop.timer("client pause", task).fireAfter(nanos);
    }

    /** Does {@code work}, which may block, on a small pool; the result completes on the loop. On the loop's thread. */
    <T> CompletableFuture<T> offload(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        return begin(
                result,
                () -> offload.submit(work, new Offload.Outcome<T>() {
                    @Override
                    public void done(T value) {
                        result.complete(value);
                    }

                    @Override
                    public void failed(Exception cause) {
                        result.completeExceptionally(cause);
                    }
                }));
    }

    /**
     * Closes every connection, and ends the loop if {@link #start} has made it. Whatever has not ended fails, and so does whatever
     * is begun later. Any thread; safe to call again.
     */
    @Override
    public void close() {
        execute(() -> {
            failAll();
            release.run();
        });
    }

    /** What fails may begin something else in its place, which then fails too: until there is nothing left. */
    private void failAll() {
        closed = true;
        while (!onClose.isEmpty() || !sessions.isEmpty()) {
            List<Runnable> toFail = List.copyOf(onClose);
            onClose.clear();
            toFail.forEach(Runnable::run);
            List<Session> toClose = List.copyOf(sessions);
            sessions.clear();
            toClose.forEach(session -> session.close(closedLoop()));
        }
    }

    /** What the control connections read into. */
    ByteBuffer controlInput() {
        return controlInput;
    }

    ByteBuffer takeDataBuffer() {
        return dataBuffers.take();
    }

    void giveBackDataBuffer(ByteBuffer buffer) {
        dataBuffers.giveBack(buffer);
    }
}
