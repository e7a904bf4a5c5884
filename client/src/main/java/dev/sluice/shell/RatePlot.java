package dev.sluice.shell;

import dev.sluice.client.LocalFileException;
import dev.sluice.client.RateMeter.Sample;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws files of byte rates as PNG or SVG: for each the rate of every interval, faint, and the rolling average. */
final class RatePlot {

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 500;
    private static final List<Color> COLORS = List.of(
            new Color(0x1f77b4), new Color(0xd62728), new Color(0x2ca02c), new Color(0x9467bd), new Color(0xff7f0e));
    private static final int FAINT = 80;

    private RatePlot() {}

    /** Draws {@code files} to {@code target}, whose name says whether as PNG or SVG. */
    static void draw(List<Path> files, String title, Path target) throws LocalFileException {
        checkFormat(target);
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("time since start (s)")
                .yAxisTitle("rate (MB/s, 1 MB = 10\u2076 bytes)")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendBorderColor(Color.WHITE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setDecimalPattern("#,##0.###");
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setXAxisMin(0.0);
        for (int i = 0; i < files.size(); i++) {
            List<Sample> samples = RateFile.read(files.get(i));
            String name = String.valueOf(files.get(i).getFileName());
            Color color = COLORS.get(i % COLORS.size());
            Color faint = new Color(color.getRed(), color.getGreen(), color.getBlue(), FAINT);
            add(chart, name + ": each interval", samples, Sample::rate, faint, 1);
            add(chart, name + ": average of 60 samples", samples, Sample::average, color, 2.5f);
        }
        save(chart, target);
    }

    /** Fails unless {@code target} ends in .png or .svg. */
    static void checkFormat(Path target) {
        if (!isSvg(target) && !hasEnding(target, ".png")) {
            throw new UsageException("a plot is a .png or .svg file, not " + target);
        }
    }

    private static void add(
            XYChart chart, String name, List<Sample> samples, ToDoubleFunction<Sample> rate, Color color, float width) {
        double[] x = samples.stream().mapToDouble(Sample::seconds).toArray();
        double[] y = samples.stream().mapToDouble(rate).toArray();
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(width));
    }

    private static void save(XYChart chart, Path target) throws LocalFileException {
        try (OutputStream out = Files.newOutputStream(target)) {
            ChartEncoder.saveChart(chart, out, isSvg(target) ? "svg" : "png");
        } catch (IOException e) {
            throw LocalFileException.of(target, e);
        }
    }

    private static boolean isSvg(Path target) {
        return hasEnding(target, ".svg");
    }

    private static boolean hasEnding(Path target, String ending) {
        return target.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }
}
