package dev.sluice.loop;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Where blocking work goes: a small bounded pool whose results come back to the loop through its mailbox. Work of different kinds has
 * a pool each, a <em>lane</em>, so that the slow kind does not hold up the quick one.
 *
 * <p>Work already handed over is never interrupted (an interrupt would close the file it reads); whoever lost interest in it cancels
 * it, and it then ends at its next step, or drops the result when it arrives.
 */
public final class Offload implements AutoCloseable {

    /** Receives a result on the loop's thread. Exactly one of the two methods is called, once. */
    public interface Outcome<T> {
        /** The work returned {@code value}. */
        void done(T value);

        /**
         * The work threw {@code cause}; an {@code Error} comes in an {@link ExecutionException}, the end of
         * cancelled work as a {@link CancellationException}.
         */
        void failed(Exception cause);
    }

    /** Long work, done a step at a time: between two steps others get their turn, and a cancelled job ends. */
    public interface Steps<T> {
        /**
         * Does some of the work, for some hundredths of a second.
         *
         * @return whether it is done
         */
        boolean step() throws Exception;

        /** What came of it; asked when the last step is done. */
        T result();

        /** The work has ended, in whatever way: lets go of what it holds. Called once, by the thread that had it last. */
        default void close() throws IOException {}
    }

    /** Work that was handed over, as its owner sees it. The loop's thread only. */
    public interface Job {
        /** Nobody wants the result any more: work that has not begun never does, and long work ends after its step. */
        void cancel();

        /** Steps begun so far. */
        int progress();

        /** Whether a thread is at it just now. A job hangs if one is and its progress stays the same; else it waits for its turn. */
        boolean isInStep();

        /** A job that hangs is held to do so for good: as long as it does, its lane has another thread in place of the one it took. */
        void giveUp();
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

    /** A lane of at most {@code threads} threads that end when idle, and at most {@code queue} waiting jobs. */
    public static Offload pool(EventLoop loop, String lane, int threads, int queue) {
        return new Offload(loop, new LaneThreads(loop.name() + "-" + lane, threads, queue));
    }

    /**
     * Runs {@code work} on the pool and gives its result to {@code outcome} on the loop. The loop's thread only.
     *
     * @throws RejectedExecutionException when the pool has no room: answer that the server is busy
     */
    public <T> Job submit(Callable<T> work, Outcome<T> outcome) {
        return submit(
                new Steps<T>() {
                    private T result;

                    @Override
                    public boolean step() throws Exception {
                        result = work.call();
                        return true;
                    }

                    @Override
                    public T result() {
                        return result;
                    }
                },
                outcome);
    }

    /** As the other {@code submit}, for long work. */
    public <T> Job submit(Steps<T> work, Outcome<T> outcome) {
        loop.assertOnLoop();
        Task<T> task = new Task<>(work, outcome);
        try {
            executor.execute(task);
        } catch (OutOfMemoryError e) {
            throw new RejectedExecutionException("the system has no thread for it", e);
        }
        underWay++;
        return task;
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

    /** Takes no more work; what runs ends in its own time. */
    @Override
    public void close() {
        if (executor instanceof LaneThreads threads) {
            threads.close();
        }
    }

    private final class Task<T> implements Job, Runnable {
        private final Steps<T> work;
        private final Outcome<T> outcome;
        private volatile boolean cancelled;
        private volatile int progress;
        private volatile boolean inStep;
        private boolean closed;
        private boolean givenUp;
        private boolean back;

        private Task(Steps<T> work, Outcome<T> outcome) {
            this.work = work;
            this.outcome = outcome;
        }

        @Override
        public void run() {
            try {
                while (!step()) {
                    if (isAskedToYield()) {
                        return;
                    }
                }
                T value = work.result();
                close();
                succeed(value);
            } catch (Throwable e) {
                fail(e);
            }
        }

        private void succeed(T value) throws IOException {
            boolean delivered = deliver(() -> outcome.done(value));
            if (!delivered && value instanceof Closeable resource) {
                resource.close();
            }
        }

        /** Steps of one job never overlap, so this is not a race. */
        @SuppressWarnings("NonAtomicVolatileUpdate")
        private boolean step() throws Exception {
            if (cancelled) {
                throw new CancellationException("nobody waits for it any more");
            }
            progress++;
            inStep = true;
            try {
                return work.step();
            } finally {
                inStep = false;
            }
        }

        private void close() throws IOException {
            if (!closed) {
                closed = true;
                work.close();
            }
        }

        /** Goes to the end of the queue if anybody is in it. */
        private boolean isAskedToYield() {
            if (executor instanceof LaneThreads threads && threads.hasWaiting()) {
                try {
                    executor.execute(this);
                    return true;
                } catch (RejectedExecutionException e) {
                    return false; // No room, or closed: then this thread goes on.
                }
            }
            return false;
        }

        /** Also what nobody can get over is delivered, so that no session waits for ever, and then ends the thread. */
        private void fail(Throwable thrown) {
            try {
                close();
            } catch (IOException e) {
                thrown.addSuppressed(e);
            }
            try {
                Exception cause = Failure.survivable(thrown);
                deliver(() -> outcome.failed(cause));
            } catch (VirtualMachineError fatal) {
                deliver(() -> outcome.failed(new ExecutionException(fatal)));
                throw fatal;
            }
        }

        /** Returns false when the loop has ended and nobody is left to take the result. */
        private boolean deliver(Runnable result) {
            try {
                loop.execute(() -> arrived(result));
                return true;
            } catch (RejectedExecutionException e) {
                return false;
            }
        }

        private void arrived(Runnable result) {
            underWay--;
            back = true;
            if (givenUp && executor instanceof LaneThreads threads) {
                threads.isBack();
            }
            try {
                result.run();
            } finally {
                runIfIdle();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int progress() {
            return progress;
        }

        @Override
        public boolean isInStep() {
            return inStep;
        }

        @Override
        public void giveUp() {
            loop.assertOnLoop();
            if (!back && !givenUp && inStep && executor instanceof LaneThreads threads) {
                givenUp = threads.replaceOne();
            }
        }
    }
}
