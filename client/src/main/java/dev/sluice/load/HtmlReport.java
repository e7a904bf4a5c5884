package dev.sluice.load;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A {@link LoadResult} as one page that needs nothing else: tables, and the pictures inside it. */
public final class HtmlReport {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
                    + "table{border-collapse:collapse;margin:1em 0}th,td{padding:.2em .8em;text-align:right;border-bottom:1px solid #ddd}"
                    + "th:first-child,td:first-child{text-align:left}.note{background:#fff3cd;padding:.5em 1em}"
                    + "img{max-width:100%;height:auto}";

    private HtmlReport() {}

    /** The page. */
    public static String of(LoadResult result) throws IOException {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        String title = result.plan().credentials() + ": " + result.plan().mix();
        page.append("<title>")
                .append(escaped(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n");
        page.append("<h1>").append(escaped(title)).append("</h1>\n<p>");
        page.append(String.format(
                Locale.ROOT,
                "%d sessions, %.1f s, %.0f operations/s, %.1f MB/s, %d failed.</p>%n",
                result.plan().sessions(),
                result.seconds(),
                result.operationRate(),
                result.megabyteRate(),
                result.failed()));
        for (String notice : TextReport.notices(result)) {
            page.append("<p class=\"note\">").append(escaped(notice)).append("</p>\n");
        }
        latencies(page, result);
        failures(page, result);
        // As SVG a picture is ten times as long: the chart library writes the outline of every letter.
        for (byte[] picture : Charts.png(result)) {
            page.append("<img alt=\"\" src=\"data:image/png;base64,")
                    .append(Base64.getEncoder().encodeToString(picture))
                    .append("\">\n");
        }
        return page.append("</body></html>\n").toString();
    }

    private static void latencies(StringBuilder page, LoadResult result) {
        page.append("<table><tr><th>latency</th><th>count</th><th>mean</th>");
        for (double percentile : PERCENTILES) {
            page.append("<th>").append(TextReport.name(percentile)).append("</th>");
        }
        page.append("</tr>\n");
        List<Workload> workloads = result.plan().mix().workloads();
        for (int i = 0; i < workloads.size(); i++) {
            row(page, workloads.get(i).title(), result.tally().latencies(i));
        }
        result.tally().phases().forEach((phase, histogram) -> row(page, phase.title(), histogram));
        page.append("</table>\n");
    }

    private static void row(StringBuilder page, String name, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return;
        }
        page.append("<tr><td>").append(escaped(name)).append("</td><td>").append(histogram.getTotalCount());
        page.append("</td><td>").append(TextReport.time((long) histogram.getMean()));
        for (double percentile : PERCENTILES) {
            page.append("</td><td>").append(TextReport.time(histogram.getValueAtPercentile(percentile)));
        }
        page.append("</td></tr>\n");
    }

    private static void failures(StringBuilder page, LoadResult result) {
        if (result.tally().failures().isEmpty()) {
            return;
        }
        page.append("<table><tr><th>failed</th><th>count</th><th>first of them</th></tr>\n");
        result.tally()
                .failures()
                .forEach((failure, count) -> page.append("<tr><td>")
                        .append(escaped(failure.toString()))
                        .append("</td><td>")
                        .append(count.count())
                        .append("</td><td>")
                        .append(escaped(count.example()))
                        .append("</td></tr>\n"));
        page.append("</table>\n");
    }

    /** Text of servers and users is never markup. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
