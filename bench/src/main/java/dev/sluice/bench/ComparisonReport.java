package dev.sluice.bench;

import dev.sluice.bench.Comparison.Measured;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/**
 * The figures of a {@link Comparison} as a table in Markdown, and as charts: medians, with the least and the greatest in brackets.
 *
 * @param servers in their order; the first is ours
 */
record ComparisonReport(List<String> servers, Map<Scenario, Map<String, List<Measured>>> results) {

    private static final int WIDTH = 420;
    private static final int HEIGHT = 260;
    private static final int COLUMNS = 3;

    /** A row for each scenario, and one for its cost in CPU where it has one. */
    String table() {
        StringBuilder text = new StringBuilder("| scenario | |");
        servers.forEach(server -> text.append(' ').append(server).append(" |"));
        text.append(" ours / best peer |\n|---|---|")
                .append("---|".repeat(servers.size() + 1))
                .append('\n');
        results.forEach((scenario, measured) -> {
            row(text, scenario.name(), unit(scenario), measured, Measured::value, scenario.isRate());
            if (scenario.isRate()) {
                row(text, "", costUnit(scenario), measured, one -> one.cost().orElse(Double.NaN), false);
            }
        });
        return text.toString();
    }

    private void row(
            StringBuilder text,
            String name,
            String unit,
            Map<String, List<Measured>> measured,
            ToDoubleFunction<Measured> figure,
            boolean moreIsBetter) {
        text.append("| ").append(name).append(" | ").append(unit).append(" |");
        double best = Double.NaN;
        for (String server : servers) {
            double[] sorted = sorted(measured.getOrDefault(server, List.of()), figure);
            text.append(' ').append(cell(sorted)).append(" |");
            if (sorted.length > 0 && !server.equals(servers.get(0))) {
                double median = median(sorted);
                boolean better = Double.isNaN(best) || (moreIsBetter ? median > best : median < best);
                best = better ? median : best;
            }
        }
        double[] ours = sorted(measured.getOrDefault(servers.get(0), List.of()), figure);
        double ratio = ours.length == 0 ? Double.NaN : median(ours) / best;
        text.append(Double.isNaN(ratio) ? " |\n" : String.format(Locale.ROOT, " %.2f |%n", ratio));
    }

    private static double[] sorted(List<Measured> runs, ToDoubleFunction<Measured> figure) {
        return runs.stream().mapToDouble(figure).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String cell(double[] sorted) {
        if (sorted.length == 0) {
            return "failed";
        }
        String median = digits(median(sorted));
        return sorted.length == 1
                ? median
                : median + " [" + digits(sorted[0]) + "-" + digits(sorted[sorted.length - 1]) + "]";
    }

    /** Three digits, and no fraction where the whole part has them. */
    private static String digits(double value) {
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String unit(Scenario scenario) {
        return switch (scenario.unit()) {
            case OPERATIONS -> "per s";
            case BYTES -> "MB/s";
            case LATENCY -> "p99, ms";
            case MEMORY -> "MB";
        };
    }

    private static String costUnit(Scenario scenario) {
        return scenario.unit() == Scenario.Unit.BYTES ? "s CPU per GB" : "us CPU";
    }

    /** A chart of medians for each scenario, in one PNG file. */
    void draw(Path target) throws IOException {
        List<CategoryChart> charts = new ArrayList<>();
        results.forEach((scenario, measured) -> charts.add(chart(scenario, measured)));
        // The grid must be full: the most columns that fill it.
        int columns = COLUMNS;
        while (charts.size() % columns != 0) {
            columns--;
        }
        BitmapEncoder.saveBitmap(charts, charts.size() / columns, columns, target.toString(), BitmapFormat.PNG);
    }

    private CategoryChart chart(Scenario scenario, Map<String, List<Measured>> measured) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(scenario.name())
                .yAxisTitle(unit(scenario))
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisLabelRotation(30);
        List<Double> medians = new ArrayList<>();
        for (String server : servers) {
            double[] sorted = sorted(measured.getOrDefault(server, List.of()), Measured::value);
            medians.add(sorted.length == 0 ? 0 : median(sorted));
        }
        chart.addSeries(unit(scenario), servers, medians);
        return chart;
    }
}
