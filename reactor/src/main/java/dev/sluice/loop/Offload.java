package dev.sluice.loop;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where blocking work goes: a small bounded pool whose results come back to the loop through its mailbox.
 *
 * <p>Work already handed over is never interrupted (an interrupt would close the file it reads); whoever lost interest in the
 * result drops it when it arrives.
 */
public final class Offload implements AutoCloseable {

    /** Receives a result on the loop's thread. Exactly one of the two methods is called, once. */
    public interface Outcome<T> {
        /** The work returned {@code value}. */
        void done(T value);

        /** The work threw {@code cause}; an {@code Error} comes in an {@link ExecutionException}. */
        void failed(Exception cause);
    }

    private final EventLoop loop;
    private final Executor executor;
    private int underWay;
    private Optional<Runnable> whenIdle = Optional.empty();

    /** Hands work to {@code executor}, which refuses what it has no room for. Tests pass {@code Runnable::run}. */
    public Offload(EventLoop loop, Executor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    /** A pool of at most {@code threads} threads that end when idle, and at most {@code queue} waiting jobs. */
    public static Offload pool(EventLoop loop, int threads, int queue) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), work -> {
                    Thread thread = new Thread(work, loop.name() + "-offload-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return new Offload(loop, pool);
    }

    /**
     * Runs {@code work} on the pool and gives its result to {@code outcome} on the loop. The loop's thread only.
     *
     * @throws RejectedExecutionException when the pool has no room: answer that the server is busy
     */
    public <T> void submit(Callable<T> work, Outcome<T> outcome) {
        loop.assertOnLoop();
        executor.execute(() -> {
            try {
                deliver(work.call(), outcome);
            } catch (Exception e) {
                deliver(() -> outcome.failed(e));
            } catch (Error e) {
                // The thread that ran into it dies of it, but whoever waits for the result must not wait for ever.
                deliver(() -> outcome.failed(new ExecutionException(e)));
                throw e;
            }
        });
        underWay++;
    }

    /** Runs {@code task} as soon as no job is under way and all results are delivered, perhaps now. The loop's thread only. */
    public void whenIdle(Runnable task) {
        loop.assertOnLoop();
        whenIdle = Optional.of(task);
        runIfIdle();
    }

    private void runIfIdle() {
        if (underWay == 0 && whenIdle.isPresent()) {
            Runnable task = whenIdle.get();
            whenIdle = Optional.empty();
            task.run();
        }
    }

    private <T> void deliver(T value, Outcome<T> outcome) throws IOException {
        boolean delivered = deliver(() -> outcome.done(value));
        if (!delivered && value instanceof Closeable resource) {
            resource.close();
        }
    }

    /** Returns false when the loop has ended and nobody is left to take the result. */
    private boolean deliver(Runnable result) {
        try {
            loop.execute(() -> {
                underWay--;
                try {
                    result.run();
                } finally {
                    runIfIdle();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Takes no more work; what runs ends in its own time. */
    @Override
    public void close() {
        if (executor instanceof ExecutorService pool) {
            pool.shutdown();
        }
    }
}
