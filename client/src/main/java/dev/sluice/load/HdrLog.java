package dev.sluice.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** The full histograms of a run in HdrHistogram's log format, one line each, tagged by workload or phase; values in nanoseconds. */
public final class HdrLog {

    private HdrLog() {}

    /** Writes {@code file}, which tools such as HistogramLogAnalyzer read. */
    public static void write(LoadResult result, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputLogFormatVersion();
            log.outputComment("[values are latencies in nanoseconds]");
            log.outputLegend();
            List<Workload> workloads = result.plan().mix().workloads();
            for (int i = 0; i < workloads.size(); i++) {
                line(log, workloads.get(i).title(), result.tally().latencies(i), result.seconds());
            }
            result.tally()
                    .phases()
                    .forEach((phase, histogram) -> line(log, phase.title(), histogram, result.seconds()));
        }
    }

    private static void line(HistogramLogWriter log, String tag, Histogram histogram, double seconds) {
        Histogram tagged = histogram.copy();
        tagged.setTag(oneWord(tag));
        log.outputIntervalHistogram(0, seconds, tagged, 1);
    }

    /** What separates fields in the log becomes {@code _}. */
    private static String oneWord(String tag) {
        StringBuilder word = new StringBuilder(tag.length());
        for (StringTokenizer parts = new StringTokenizer(tag, " ,\t\r\n"); parts.hasMoreTokens(); ) {
            word.append(word.length() == 0 ? "" : "_").append(parts.nextToken());
        }
        return word.toString();
    }
}
