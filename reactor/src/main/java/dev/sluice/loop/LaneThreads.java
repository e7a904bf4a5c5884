package dev.sluice.loop;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a lane, which end when idle, and the jobs that wait for one; one thread more for each that hangs. */
final class LaneThreads implements Executor {

    /** Threads that hang at a time and are replaced; with more the disk is dead as a whole, and its lane with it. */
    private static final int MOST_REPLACED = 16;

    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor pool;
    private int replaced; // the loop's thread only

    /** At most {@code threads} threads, named after {@code lane}, and at most {@code queue} waiting jobs. */
    LaneThreads(String lane, int threads, int queue) {
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), work -> {
                    Thread thread = new Thread(work, lane + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable job) {
        pool.execute(job);
    }

    /** Whether a job waits for a thread. Any thread. */
    boolean hasWaiting() {
        return !pool.getQueue().isEmpty();
    }

    /** One thread more in place of one that hangs; false when there are too many of those already. */
    boolean replaceOne() {
        if (replaced == MOST_REPLACED) {
            return false;
        }
        replaced++;
        resize(pool.getCorePoolSize() + 1);
        return true;
    }

    /** A thread that hung is back, and the one in its place is not needed any more. */
    void isBack() {
        replaced--;
        resize(pool.getCorePoolSize() - 1);
    }

    private void resize(int threads) {
        try {
            if (threads > pool.getMaximumPoolSize()) {
                pool.setMaximumPoolSize(threads);
                pool.setCorePoolSize(threads);
            } else {
                pool.setCorePoolSize(threads);
                pool.setMaximumPoolSize(threads);
            }
        } catch (OutOfMemoryError e) {
            return; // The system has no thread to give; the next job may find one.
        }
    }

    /** Takes no more jobs; what runs ends in its own time. */
    void close() {
        pool.shutdown();
    }
}
