package dev.sluice.loop;

import java.util.Arrays;
import java.util.List;

/**
 * What the loop has done and how long it kept anyone waiting. Counted without allocation on the loop's thread; read it there, or
 * through {@link EventLoop#submit}.
 */
public final class LoopStats {

    /** Lag buckets: bucket {@code i} counts turns that took less than 2<sup>i</sup> microseconds (and not less than half of it). */
    private static final int BUCKETS = 32;

    private final long[] lag = new long[BUCKETS];
    private long turns;
    private long handlers;
    private long busyNanos;
    private long longestNanos;
    private String longestName = "none";

    /**
     * A copy of the counters.
     *
     * @param turns turns of the loop, with work or without
     * @param handlers handlers, tasks and timers that ran
     * @param busyNanos how long the turns took in all, without the time asleep
     * @param longestNanos the longest single handler, in nanoseconds
     * @param longestName that handler's name
     * @param lag turns by duration, from select's return to the end of the last handler: element {@code i} counts those below
     *     2<sup>i</sup> microseconds that are not counted before
     */
    public record Snapshot(
            long turns, long handlers, long busyNanos, long longestNanos, String longestName, List<Long> lag) {

        /** The upper bound, in microseconds, of the bucket in which the given share (0 to 1) of all turns has ended. */
        public long lagMicros(double share) {
            long rank = (long) Math.ceil(turns * share);
            long seen = 0;
            for (int i = 0; i < lag.size(); i++) {
                seen += lag.get(i);
                if (seen >= rank) {
                    return 1L << i;
                }
            }
            return 1L << (lag.size() - 1);
        }
    }

    /** The counters now. */
    public Snapshot snapshot() {
        return new Snapshot(
                turns,
                handlers,
                busyNanos,
                longestNanos,
                longestName,
                Arrays.stream(lag).boxed().toList());
    }

    /** Forgets the longest handler and the histogram, for instance when the warm-up has ended. */
    public void reset() {
        Arrays.fill(lag, 0);
        turns = 0;
        handlers = 0;
        busyNanos = 0;
        longestNanos = 0;
        longestName = "none";
    }

    void handler(String name, long nanos) {
        handlers++;
        if (nanos > longestNanos) {
            longestNanos = nanos;
            longestName = name;
        }
    }

    void turn(long nanos) {
        turns++;
        busyNanos += nanos;
        long micros = nanos / 1000;
        lag[Math.min(BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(micros))]++;
    }
}
