package dev.sluice.load;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A {@link LoadResult} as pictures: latencies by percentile, and rates over time. */
public final class Charts {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 360;
    private static final int STEPS_PER_HALVING = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MOST_NINES = 1e6;

    private Charts() {}

    /** Writes all pictures, one below the other, to a PNG file. */
    public static void writePng(LoadResult result, Path file) throws IOException {
        List<XYChart> charts = of(result);
        BitmapEncoder.saveBitmap(charts, charts.size(), 1, file.toString(), BitmapFormat.PNG);
    }

    /** Each picture as PNG. */
    static List<byte[]> png(LoadResult result) throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        for (XYChart chart : of(result)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", out);
            pictures.add(out.toByteArray());
        }
        return pictures;
    }

    private static List<XYChart> of(LoadResult result) {
        List<XYChart> charts = new ArrayList<>();
        if (result.latencies().getTotalCount() > 0) {
            charts.add(latencies(result));
        }
        if (result.samples().size() > 1) {
            charts.add(overTime(result, "operations/s", Sample::operationRate));
            if (result.bytes() > 0) {
                charts.add(overTime(result, "MB/s (1 MB = 10\u2076 bytes)", Sample::megabyteRate));
            }
        }
        if (charts.isEmpty()) {
            charts.add(chart(result, "time (s)", "sessions")); // nothing was done: an empty picture says so
        }
        return charts;
    }

    /** Each nine takes as much room as the one before it, because the tail is what matters. */
    private static XYChart latencies(LoadResult result) {
        XYChart chart = chart(result, "percentile", "latency (ms)");
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Charts::percentile);
        List<Workload> workloads = result.plan().mix().workloads();
        for (int i = 0; i < workloads.size(); i++) {
            addCurve(chart, workloads.get(i).title(), result.tally().latencies(i));
        }
        return chart;
    }

    private static void addCurve(XYChart chart, String name, Histogram histogram) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (HistogramIterationValue value : histogram.percentiles(STEPS_PER_HALVING)) {
            double rest = 1 - value.getPercentileLevelIteratedTo() / 100;
            x.add(Math.min(MOST_NINES, Math.min((double) histogram.getTotalCount(), 1 / Math.max(rest, 1e-9))));
            y.add(Math.max(1, value.getValueIteratedTo()) / NANOS_PER_MILLI);
        }
        if (!x.isEmpty()) {
            chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
        }
    }

    /** 1/(1-q) as a percentile: 100 is 99 %. */
    private static String percentile(double inverse) {
        double percent = 100 - 100 / inverse;
        return inverse <= 1
                ? "0 %"
                : BigDecimal.valueOf(percent)
                                .setScale(6, RoundingMode.HALF_UP)
                                .stripTrailingZeros()
                                .toPlainString()
                        + " %";
    }

    private static XYChart overTime(LoadResult result, String unit, ToDoubleFunction<Sample> rate) {
        XYChart chart = chart(result, "time (s)", unit);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setLegendVisible(false);
        double[] x = result.samples().stream().mapToDouble(Sample::seconds).toArray();
        double[] y = result.samples().stream().mapToDouble(rate).toArray();
        chart.addSeries(unit, x, y).setMarker(SeriesMarkers.NONE);
        return chart;
    }

    private static XYChart chart(LoadResult result, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(result.plan().mix() + ", " + result.plan().sessions() + " sessions")
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        return chart;
    }
}
