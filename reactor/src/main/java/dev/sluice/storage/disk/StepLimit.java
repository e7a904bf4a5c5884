package dev.sluice.storage.disk;

import dev.sluice.storage.LongWork;
import java.util.concurrent.TimeUnit;

/** How much belongs to one step of {@link LongWork}: so many names, or on a slow disk those that take so long. */
final class StepLimit {
    static final int NAMES = 500;

    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long begin = System.nanoTime();
    private int left = NAMES;

    /** Asked once after each name. */
    boolean isReached() {
        left--;
        return left <= 0 || System.nanoTime() - begin >= NANOS;
    }
}
