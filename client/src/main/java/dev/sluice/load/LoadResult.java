package dev.sluice.load;

import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What came of a run.
 *
 * @param plan what was done
 * @param seconds measured
 * @param sessions that stood at the end of the measured time
 * @param tally counts, bytes, latencies and failures of all sessions
 * @param samples of the measured time, one a second
 * @param sessionBytes bytes per session
 * @param sessionOperations operations per session
 * @param unserved operations that were due and could not begin before the run was given up; open loop only
 * @param pending operations that were under way at the end
 * @param oldestNanos how long the oldest of those had been under way, or overdue
 * @param serverCpu CPU seconds that the server used, where its process is known
 * @param own what the load generator itself used
 */
public record LoadResult(
        LoadPlan plan,
        double seconds,
        int sessions,
        Tally tally,
        List<Sample> samples,
        Spread sessionBytes,
        Spread sessionOperations,
        long unserved,
        int pending,
        long oldestNanos,
        OptionalDouble serverCpu,
        Own own) {

    /** How evenly the sessions were served. */
    public record Spread(long min, long median, long max) {
        static Spread of(long[] values) {
            long[] sorted = values.clone();
            java.util.Arrays.sort(sorted);
            return new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    /**
     * What the load generator itself used.
     *
     * @param cpuSeconds of all its loops
     * @param busiest share of the time in which the busiest loop was at work, 0 to 1: on a core, or waiting for one
     * @param lagP99Micros how long 99 % of the loops' turns took at most
     * @param longestNanos the longest that a single handler kept a loop
     * @param longestName that handler's name
     */
    public record Own(double cpuSeconds, double busiest, long lagP99Micros, long longestNanos, String longestName) {

        private static final double SATURATED = 0.9;

        /** Whether the figures tell as much of the load generator as of the server. */
        public boolean isSaturated() {
            return busiest >= SATURATED;
        }
    }

    /** Operations that ended well in the measured time. */
    public long operations() {
        long sum = 0;
        for (int i = 0; i < plan.mix().workloads().size(); i++) {
            sum += tally.operations(i);
        }
        return sum;
    }

    /** Operations and sessions that failed. */
    public long failed() {
        return tally.failed();
    }

    /** Bytes that data connections moved in the measured time. */
    public long bytes() {
        long sum = 0;
        for (int i = 0; i < plan.mix().workloads().size(); i++) {
            sum += tally.bytes(i);
        }
        return sum;
    }

    /** Latencies of operations of all kinds, in nanoseconds. */
    public Histogram latencies() {
        Histogram sum = tally.latencies(0).copy();
        for (int i = 1; i < plan.mix().workloads().size(); i++) {
            sum.add(tally.latencies(i));
        }
        return sum;
    }

    /** Operations a second. */
    public double operationRate() {
        return operations() / seconds;
    }

    /** MB/s, of 10<sup>6</sup> bytes. */
    public double megabyteRate() {
        return bytes() / 1e6 / seconds;
    }
}
