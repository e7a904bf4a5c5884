package dev.sluice.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What the sessions of one loop have seen: counts, bytes, failures, and latencies in nanoseconds.
 *
 * <p>Thread rule: the loop's thread, or any when the loop has ended.
 */
final class Tally {

    private static final long LOWEST = 1_000;
    private static final long HIGHEST = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final int MAX_FAILURES = 100;

    /** How often something failed, and how the first one put it. */
    record FailureCount(long count, String example) {
        FailureCount plus(FailureCount other) {
            return new FailureCount(count + other.count, example);
        }
    }

    /** The last interval alone, for the live line. */
    record Interval(long bytes, long failures, Histogram latencies) {
        static Interval none() {
            return new Interval(0, 0, histogram());
        }

        Interval plus(Interval other) {
            latencies.add(other.latencies);
            return new Interval(bytes + other.bytes, failures + other.failures, latencies);
        }

        Sample sample(boolean measured, double seconds, double length, int sessions) {
            return new Sample(
                    measured,
                    seconds,
                    length,
                    sessions,
                    latencies.getTotalCount(),
                    bytes,
                    failures,
                    latencies.getValueAtPercentile(50),
                    latencies.getValueAtPercentile(99),
                    latencies.getTotalCount() == 0 ? 0 : latencies.getMaxValue()); // its idea of nothing's is not 0
        }
    }

    private final Map<Phase, Histogram> phases = new EnumMap<>(Phase.class);
    private final List<Histogram> latencies = new ArrayList<>();
    private final long[] operations;
    private final long[] bytes;
    private final Map<Failure, FailureCount> failures = new HashMap<>();
    private boolean counting;
    private boolean timing = true;
    private long failed;
    private Histogram interval = histogram();
    private long intervalBytes;
    private long intervalFailed;

    /** An empty tally of {@code workloads} kinds of operations. */
    Tally(int workloads) {
        for (Phase phase : Phase.values()) {
            phases.put(phase, histogram());
        }
        for (int i = 0; i < workloads; i++) {
            latencies.add(histogram());
        }
        operations = new long[workloads];
        bytes = new long[workloads];
    }

    private static Histogram histogram() {
        return new Histogram(LOWEST, HIGHEST, DIGITS);
    }

    /** The warm-up is over: forgets it, but for how the sessions were made, and counts from here on. */
    void begin(boolean keepSetup) {
        phases.forEach((phase, histogram) -> {
            if (!keepSetup || !phase.isSetup()) {
                histogram.reset();
            }
        });
        latencies.forEach(Histogram::reset);
        Arrays.fill(operations, 0);
        Arrays.fill(bytes, 0);
        failed = 0;
        failures.clear();
        counting = true;
        timing = true;
    }

    /** The measured time is over. What was due in it may still end, and then {@code latecomers} says whether its latency counts. */
    void end(boolean latecomers) {
        counting = false;
        timing = latecomers;
    }

    /** Whether operations that end now count. */
    boolean isCounting() {
        return counting;
    }

    void phase(Phase phase, long nanos) {
        if (timing) {
            record(phases.get(phase), nanos);
        }
    }

    /** An operation of the workload with this index has ended well. */
    void operation(int workload, long nanos) {
        record(interval, nanos);
        if (counting) {
            operations[workload]++;
        }
        if (timing) {
            record(latencies.get(workload), nanos);
        }
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(0, nanos), HIGHEST));
    }

    void moved(int workload, long count) {
        intervalBytes += count;
        if (counting) {
            bytes[workload] += count;
        }
    }

    /** An operation, or a session outside of one, has failed. Before the measurement failures show in the live line alone. */
    void failure(Failure failure, String message) {
        intervalFailed++;
        failed++;
        if (failures.size() < MAX_FAILURES || failures.containsKey(failure)) {
            failures.merge(failure, new FailureCount(1, message), FailureCount::plus);
        }
    }

    /** What there was since the last call. */
    Interval takeInterval() {
        Interval taken = new Interval(intervalBytes, intervalFailed, interval);
        interval = histogram();
        intervalBytes = 0;
        intervalFailed = 0;
        return taken;
    }

    /** Adds what another loop has seen. */
    void add(Tally other) {
        other.phases.forEach((phase, histogram) -> phases.get(phase).add(histogram));
        for (int i = 0; i < operations.length; i++) {
            latencies.get(i).add(other.latencies.get(i));
            operations[i] += other.operations[i];
            bytes[i] += other.bytes[i];
        }
        other.failures.forEach((failure, count) -> failures.merge(failure, count, FailureCount::plus));
        failed += other.failed;
    }

    Map<Phase, Histogram> phases() {
        return phases;
    }

    /** The latencies of whole operations by the index of the workload. */
    Histogram latencies(int workload) {
        return latencies.get(workload);
    }

    long operations(int workload) {
        return operations[workload];
    }

    long bytes(int workload) {
        return bytes[workload];
    }

    long failed() {
        return failed;
    }

    Map<Failure, FailureCount> failures() {
        return failures;
    }
}
