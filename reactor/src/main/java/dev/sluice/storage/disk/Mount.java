package dev.sluice.storage.disk;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One disk, and what is known of its pace. Any thread. */
final class Mount {
    /** One call as long as this makes a disk slow. */
    static final long VERY_LONG = TimeUnit.MILLISECONDS.toNanos(500);
    /**
     * And so do {@link #LONG_CALLS} as long as this within {@link #WITHIN}. A call to a quick disk takes some tens of
     * milliseconds too when all processors of the machine are busy.
     */
    static final long LONG = TimeUnit.MILLISECONDS.toNanos(100);

    static final int LONG_CALLS = 3;
    static final long WITHIN = TimeUnit.MINUTES.toNanos(1);

    /** {@link #SHORT_CALLS} in a row that are shorter than this make it quick again. */
    static final long SHORT = TimeUnit.MILLISECONDS.toNanos(5);

    static final int SHORT_CALLS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Mount.class);

    private final String point;
    private final boolean remote;
    private volatile boolean slow;
    /** When the last long calls ended, the oldest overwritten next. */
    private final long[] longCalls = new long[LONG_CALLS];

    private int longCallCount;
    private int shortCallsInARow;

    /** @param point where it is mounted */
    Mount(String point, boolean remote) {
        this.point = point;
        this.remote = remote;
    }

    boolean isRemote() {
        return remote;
    }

    boolean mayBlock() {
        return remote || slow;
    }

    /** Learns from a call of {@code nanos}; {@code nanoTime} is asked only about calls that say something. */
    void took(long nanos, LongSupplier nanoTime) {
        if (!remote && (slow || nanos >= LONG)) {
            learn(nanos, nanoTime.getAsLong());
        }
    }

    private synchronized void learn(long nanos, long now) {
        if (slow) {
            shortCallsInARow = nanos < SHORT ? shortCallsInARow + 1 : 0;
            if (shortCallsInARow >= SHORT_CALLS) {
                slow = false;
                longCallCount = 0;
                LOG.info("{}: this disk is quick again; its short calls are made on the loop", point);
            }
        } else if (nanos >= LONG) {
            longCalls[longCallCount++ % LONG_CALLS] = now;
            boolean often = longCallCount >= LONG_CALLS && now - longCalls[longCallCount % LONG_CALLS] <= WITHIN;
            if (often || nanos >= VERY_LONG) {
                slow = true;
                shortCallsInARow = 0;
                LOG.warn(
                        "{}: this disk is slow ({} ms for one call); its calls are made on the pool",
                        point,
                        TimeUnit.NANOSECONDS.toMillis(nanos));
            }
        }
    }
}
