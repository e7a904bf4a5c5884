package dev.sluice.load;

import dev.sluice.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A {@link LoadResult} as JSON: latencies in microseconds, rates in operations and MB (10<sup>6</sup> bytes) a second. */
public final class JsonReport {

    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99};
    private static final double NANOS_PER_MICRO = 1e3;

    private JsonReport() {}

    /** The whole result. */
    public static String of(LoadResult result) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("server", result.plan().credentials().toString());
        root.put("mix", result.plan().mix().toString());
        root.put("sessions", result.plan().sessions());
        root.put("loops", result.plan().loops());
        result.plan().schedule().rate().ifPresent(rate -> root.put("rate", rate));
        root.put("seconds", result.seconds());
        root.put("operations", result.operations());
        root.put("operationsPerSecond", result.operationRate());
        root.put("bytes", result.bytes());
        root.put("megabytesPerSecond", result.megabyteRate());
        root.put("failed", result.failed());
        root.put("latency", latency(result.latencies()));
        root.put("workloads", workloads(result));
        root.put("phases", phases(result.tally().phases()));
        root.put("failures", failures(result.tally()));
        root.put("sessionsAtEnd", result.sessions());
        root.put("sessionBytes", spread(result.sessionBytes()));
        root.put("sessionOperations", spread(result.sessionOperations()));
        root.put("unserved", result.unserved());
        root.put("pending", result.pending());
        root.put("oldestPending", result.oldestNanos() / NANOS_PER_MICRO);
        root.put("loadGenerator", own(result.own()));
        result.serverCpu().ifPresent(cpu -> root.put("serverCpuSeconds", cpu));
        root.put("notices", TextReport.notices(result));
        root.put("samples", result.samples().stream().map(JsonReport::sample).toList());
        return Json.page(root);
    }

    private static List<Object> workloads(LoadResult result) {
        List<Object> all = new ArrayList<>();
        List<Workload> workloads = result.plan().mix().workloads();
        for (int i = 0; i < workloads.size(); i++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("workload", workloads.get(i).title());
            one.put("operations", result.tally().operations(i));
            one.put("bytes", result.tally().bytes(i));
            one.put("latency", latency(result.tally().latencies(i)));
            all.add(one);
        }
        return all;
    }

    private static Map<String, Object> phases(Map<Phase, Histogram> phases) {
        Map<String, Object> all = new LinkedHashMap<>();
        phases.forEach((phase, histogram) -> all.put(phase.title(), latency(histogram)));
        return all;
    }

    private static Map<String, Object> latency(Histogram histogram) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            all.put("mean", histogram.getMean() / NANOS_PER_MICRO);
            for (double percentile : PERCENTILES) {
                all.put(TextReport.name(percentile), histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO);
            }
            all.put("max", histogram.getMaxValue() / NANOS_PER_MICRO);
        }
        return all;
    }

    private static List<Object> failures(Tally tally) {
        List<Object> all = new ArrayList<>();
        tally.failures().forEach((failure, count) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", failure.kind().name().toLowerCase(Locale.ROOT));
            one.put("command", failure.command());
            one.put("code", failure.code());
            one.put("count", count.count());
            one.put("example", count.example());
            all.add(one);
        });
        return all;
    }

    private static Map<String, Object> spread(LoadResult.Spread spread) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("min", spread.min());
        all.put("median", spread.median());
        all.put("max", spread.max());
        return all;
    }

    private static Map<String, Object> own(LoadResult.Own own) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cpuSeconds", own.cpuSeconds());
        all.put("busiestLoop", own.busiest());
        all.put("saturated", own.isSaturated());
        all.put("turnP99", own.lagP99Micros());
        all.put("longestHandler", own.longestNanos() / NANOS_PER_MICRO);
        all.put("longestHandlerName", own.longestName());
        return all;
    }

    private static Map<String, Object> sample(Sample sample) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("seconds", sample.seconds());
        all.put("sessions", sample.sessions());
        all.put("operationsPerSecond", sample.operationRate());
        all.put("megabytesPerSecond", sample.megabyteRate());
        all.put("failed", sample.failures());
        all.put("p50", sample.p50() / NANOS_PER_MICRO);
        all.put("p99", sample.p99() / NANOS_PER_MICRO);
        all.put("max", sample.max() / NANOS_PER_MICRO);
        return all;
    }
}
