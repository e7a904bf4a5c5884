package dev.sluice.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws the byte rates of {@link DownloadBenchmark} and {@link UploadBenchmark} from JMH's JSON: a picture for each file size, bars
 * by clients and type, a colour for each architecture. */
final class BenchmarkPlot {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 300;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    // JMH writes one field a line, always in this order, so that its file needs no parser of JSON.
    private static final Pattern BENCHMARK = Pattern.compile("\"benchmark\" : \"[\\w.]*\\.(\\w+)\\.\\w+\"");
    private static final Pattern PARAMETER = Pattern.compile("\"(size|clients|type|architecture)\" : \"([^\"]+)\"");
    private static final Pattern SCORE = Pattern.compile("\"score\" : ([0-9.E+]+)");

    /** A bar. */
    record Bar(String benchmark, Map<String, String> parameters, double bytesPerSecond) {
        String title() {
            return benchmark.replace("Benchmark", "") + ", " + size(Long.parseLong(parameters.get("size")));
        }

        private static String size(long bytes) {
            String[] units = {"bytes", "KiB", "MiB", "GiB"};
            int unit = 0;
            long value = bytes;
            for (; value >= 1024 && value % 1024 == 0 && unit < units.length - 1; unit++) {
                value /= 1024;
            }
            return value + " " + units[unit];
        }

        String label() {
            return parameters.get("clients") + ", " + parameters.get("type");
        }
    }

    private BenchmarkPlot() {}

    /** Draws {@code result}, a JSON file of JMH, to a PNG file. */
    static void draw(Path result, Path target) throws IOException {
        List<Bar> bars = read(Files.readAllLines(result));
        List<CategoryChart> charts = new ArrayList<>();
        Set<String> titles = new LinkedHashSet<>();
        bars.forEach(bar -> titles.add(bar.title()));
        for (String title : titles) {
            charts.add(chart(
                    title,
                    bars.stream().filter(bar -> bar.title().equals(title)).toList()));
        }
        if (charts.isEmpty()) {
            throw new IOException(result + " has no results of DownloadBenchmark or UploadBenchmark");
        }
        BitmapEncoder.saveBitmap(charts, charts.size(), 1, target.toString(), BitmapFormat.PNG);
    }

    static List<Bar> read(List<String> lines) {
        List<Bar> bars = new ArrayList<>();
        String benchmark = "";
        Map<String, String> parameters = new LinkedHashMap<>();
        boolean bytes = false;
        for (String line : lines) {
            Matcher name = BENCHMARK.matcher(line);
            Matcher parameter = PARAMETER.matcher(line);
            Matcher score = SCORE.matcher(line);
            if (name.find()) {
                benchmark = name.group(1);
                parameters = new LinkedHashMap<>();
            } else if (parameter.find()) {
                parameters.put(parameter.group(1), parameter.group(2));
            } else if (line.contains("\"bytes\" : {")) {
                bytes = true;
            } else if (bytes && score.find()) {
                bars.add(new Bar(benchmark, parameters, Double.parseDouble(score.group(1))));
                bytes = false;
            }
        }
        return bars;
    }

    private static CategoryChart chart(String title, List<Bar> bars) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("clients, type")
                .yAxisTitle("MB/s (1 MB = 10\u2076 bytes)")
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        Set<String> labels = new LinkedHashSet<>();
        Map<String, Map<String, Double>> series = new LinkedHashMap<>();
        for (Bar bar : bars) {
            labels.add(bar.label());
            series.computeIfAbsent(bar.parameters().get("architecture"), name -> new LinkedHashMap<>())
                    .put(bar.label(), bar.bytesPerSecond() / BYTES_PER_MEGABYTE);
        }
        series.forEach((name, values) -> chart.addSeries(
                name,
                List.copyOf(labels),
                labels.stream().map(label -> values.getOrDefault(label, 0.0)).toList()));
        return chart;
    }
}
