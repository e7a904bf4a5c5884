package dev.sluice.load;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the loops when operations come due: their own timers know milliseconds only.
 *
 * <p>Thread rule: {@link #start} and {@link #stop} on one thread; it has one of its own.
 */
final class Metronome {

    /** How closely operations keep to the time at which they are due. */
    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final Orders orders;
    private final List<LoadLoop> loops;
    private final Thread thread = new Thread(this::beat, "load-metronome");
    private volatile boolean stopped;

    Metronome(Orders orders, List<LoadLoop> loops) {
        this.orders = orders;
        this.loops = loops;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void beat() {
        while (!stopped) {
            long wait = orders.nanosToNext(System.nanoTime());
            if (wait <= 0) {
                loops.forEach(loop -> loop.loop().execute(loop::due));
            }
            LockSupport.parkNanos(Math.max(wait, TICK_NANOS));
        }
    }

    /** Ends it, and waits until it has ended. */
    void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
