package dev.sluice.load;

import dev.sluice.text.ByteSize;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A {@link LoadResult} as lines of text. */
public final class TextReport {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    private TextReport() {}

    /** One line about the last second. */
    public static String line(Sample sample) {
        return String.format(
                Locale.ROOT,
                "%7.1f s%s %6d sessions %9.0f ops/s %9.1f MB/s   p50 %8s   p99 %8s   max %8s%s",
                sample.seconds(),
                sample.measured() ? " " : "*",
                sample.sessions(),
                sample.operationRate(),
                sample.megabyteRate(),
                time(sample.p50()),
                time(sample.p99()),
                time(sample.max()),
                sample.failures() == 0 ? "" : "   " + sample.failures() + " failed");
    }

    /** The whole result. */
    public static String of(LoadResult result) {
        StringBuilder text = new StringBuilder();
        heading(text, result);
        operations(text, result);
        phases(text, result);
        failures(text, result);
        remarks(text, result);
        return text.toString();
    }

    private static void heading(StringBuilder text, LoadResult result) {
        LoadPlan plan = result.plan();
        line(
                text,
                "%n%s: %s, %d sessions%s%s, %.1f s",
                plan.credentials(),
                plan.mix(),
                plan.sessions(),
                plan.loops() > 1 ? " on " + plan.loops() + " loops" : "",
                plan.schedule().rate().isPresent()
                        ? String.format(
                                Locale.ROOT, ", %.0f/s", plan.schedule().rate().getAsDouble())
                        : "",
                result.seconds());
    }

    private static void operations(StringBuilder text, LoadResult result) {
        line(text, "%n%-28s %10s %9s %9s %s", "", "operations", "ops/s", "MB/s", percentileHeads());
        List<Workload> workloads = result.plan().mix().workloads();
        for (int i = 0; i < workloads.size(); i++) {
            operationLine(
                    text,
                    workloads.get(i).title(),
                    result.tally().operations(i),
                    result.tally().bytes(i),
                    result.seconds(),
                    result.tally().latencies(i));
        }
        if (workloads.size() > 1) {
            operationLine(text, "all", result.operations(), result.bytes(), result.seconds(), result.latencies());
        }
    }

    private static void operationLine(
            StringBuilder text, String title, long operations, long bytes, double seconds, Histogram latencies) {
        line(
                text,
                "%-28s %10d %9.1f %9.1f %s",
                title.length() <= 28 ? title : title.substring(0, 27) + "…",
                operations,
                operations / seconds,
                bytes / 1e6 / seconds,
                percentiles(latencies));
    }

    private static void phases(StringBuilder text, LoadResult result) {
        line(text, "%n%-28s %10s %9s %9s %s", "phase", "count", "mean", "", percentileHeads());
        result.tally().phases().forEach((phase, histogram) -> {
            if (histogram.getTotalCount() > 0) {
                line(
                        text,
                        "%-28s %10d %9s %9s %s",
                        phase.title(),
                        histogram.getTotalCount(),
                        time((long) histogram.getMean()),
                        "",
                        percentiles(histogram));
            }
        });
    }

    private static String percentileHeads() {
        StringBuilder heads = new StringBuilder();
        for (double percentile : PERCENTILES) {
            heads.append(String.format("%9s", name(percentile)));
        }
        return heads.toString();
    }

    static String name(double percentile) {
        if (percentile == 100) {
            return "max";
        }
        return "p"
                + (percentile == Math.rint(percentile)
                        ? Long.toString((long) percentile)
                        : Double.toString(percentile));
    }

    private static String percentiles(Histogram histogram) {
        StringBuilder values = new StringBuilder();
        for (double percentile : PERCENTILES) {
            values.append(String.format(
                    "%9s", histogram.getTotalCount() == 0 ? "-" : time(histogram.getValueAtPercentile(percentile))));
        }
        return values.toString();
    }

    private static void failures(StringBuilder text, LoadResult result) {
        if (result.tally().failed() == 0) {
            return;
        }
        line(text, "%n%-28s %10s  first of them", "failed", "count");
        result.tally().failures().entrySet().stream()
                .sorted(Map.Entry.comparingByValue((a, b) -> Long.compare(b.count(), a.count())))
                .forEach(entry -> line(
                        text,
                        "%-28s %10d  %s",
                        entry.getKey(),
                        entry.getValue().count(),
                        dev.sluice.ftp.LogText.escape(entry.getValue().example())));
    }

    private static void remarks(StringBuilder text, LoadResult result) {
        LoadResult.Own own = result.own();
        line(
                text,
                "%nper session: %s to %s, median %s; %d to %d operations, median %d; %d sessions at the end",
                ByteSize.formatBinary(result.sessionBytes().min()),
                ByteSize.formatBinary(result.sessionBytes().max()),
                ByteSize.formatBinary(result.sessionBytes().median()),
                result.sessionOperations().min(),
                result.sessionOperations().max(),
                result.sessionOperations().median(),
                result.sessions());
        line(
                text,
                "load generator: %.2f s CPU, busiest loop %.0f %%, turns p99 %s, longest handler %s (%s)",
                own.cpuSeconds(),
                own.busiest() * 100,
                time(own.lagP99Micros() * 1000),
                time(own.longestNanos()),
                own.longestName());
        result.serverCpu()
                .ifPresent(cpu -> line(
                        text,
                        "server: %.2f s CPU, %.1f us per operation%s",
                        cpu,
                        cpu * 1e6 / Math.max(1, result.operations()),
                        result.bytes() == 0
                                ? ""
                                : String.format(Locale.ROOT, ", %.3f s per GB", cpu / (result.bytes() / 1e9))));
        for (String notice : notices(result)) {
            line(text, "note: %s", notice);
        }
    }

    /** What one must know in order not to misread the figures. */
    static List<String> notices(LoadResult result) {
        java.util.ArrayList<String> notices = new java.util.ArrayList<>();
        if (result.own().isSaturated() && !result.plan().mix().isIdle()) {
            notices.add(String.format(
                    Locale.ROOT,
                    "the load generator was saturated (%.0f %% busy): the figures tell of it as much as of the server;"
                            + " try --loops, or a machine of its own",
                    result.own().busiest() * 100));
        }
        if (result.oldestNanos() > 1_000_000_000L) {
            notices.add(result.pending() + " operations were under way at the end and count in no percentile unless"
                    + " they ended in time for an open loop; the oldest for " + time(result.oldestNanos()));
        }
        if (result.unserved() > 0) {
            notices.add(result.unserved() + " operations were due and never begun, because every session was busy;"
                    + " the percentiles lack them, and would be worse with them");
        }
        if (result.tally().failures().keySet().stream().anyMatch(failure -> failure.kind() == Failure.Kind.LOCAL)) {
            notices.add("this machine ran out of ports, addresses or descriptors; try --sources 127.0.0.0/24 on"
                    + " loopback, or a higher ulimit -n");
        }
        return notices;
    }

    /** A duration with three digits. */
    static String time(long nanos) {
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        double value = nanos / 1e3;
        String unit = "us";
        if (value >= 999.5) {
            value /= 1e3;
            unit = "ms";
        }
        if (value >= 999.5) {
            value /= 1e3;
            unit = "s";
        }
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, unit);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
