package dev.sluice.bench;

import dev.sluice.bench.Outcome.Measured;
import dev.sluice.bench.Results.Figures;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;

/**
 * One picture with the medians of some scenarios as bars, ours in a colour of its own, and a line from the least to the greatest.
 *
 * @param name of its file
 * @param title above it
 * @param setting what made it, said below it
 * @param cost whether it shows what the operations cost, not how many there are
 */
record ComparisonChart(
        String name, String title, Setting setting, boolean cost, Results results, List<Scenario> scenarios) {

    private static final int COLUMNS = 3;
    private static final int WIDTH = 440;
    private static final int MARGIN = 48;
    private static final int HEAD = 40;
    private static final int ROW = 24;
    private static final int BAR = 16;
    private static final int NAMES = 125;
    private static final int BARS = 230;
    private static final Color OURS = new Color(0x1f77b4);
    private static final Color THEIRS = new Color(0xb0b7bf);
    private static final Color SPREAD = new Color(0x404040);
    private static final Font LARGE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    /** The pictures that the results are enough for. */
    static List<ComparisonChart> of(Results results, Setting setting) {
        List<Scenario> small = done(results, Scenario.Unit.OPERATIONS);
        List<Scenario> large = done(results, Scenario.Unit.BYTES);
        List<Scenario> other = new ArrayList<>(done(results, Scenario.Unit.LATENCY));
        other.addAll(done(results, Scenario.Unit.MEMORY));
        return List.of(
                        new ComparisonChart(
                                "rates", "Operations per second (more is better)", setting, false, results, small),
                        new ComparisonChart(
                                "bytes", "Byte rates in MB/s (more is better)", setting, false, results, large),
                        new ComparisonChart(
                                "cpu", "Server CPU per operation (less is better)", setting, true, results, small),
                        new ComparisonChart(
                                "cpu-bytes", "Server CPU per GB (less is better)", setting, true, results, large),
                        new ComparisonChart(
                                "memory", "Latency and memory (less is better)", setting, false, results, other))
                .stream()
                .filter(chart -> !chart.scenarios().isEmpty())
                .toList();
    }

    private static List<Scenario> done(Results results, Scenario.Unit unit) {
        return results.done().stream()
                .filter(scenario -> scenario.unit() == unit)
                .toList();
    }

    /** Writes it as PNG. */
    void draw(Path target) throws IOException {
        int columns = Math.min(COLUMNS, scenarios.size());
        int rows = (scenarios.size() + columns - 1) / columns;
        BufferedImage picture = new BufferedImage(
                Math.max(2, columns) * WIDTH, rows * panelHeight() + 2 * MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        text(graphics, LARGE, title, 16, 30);
        text(graphics, PLAIN, setting.command(), 16, picture.getHeight() - 28);
        text(graphics, PLAIN, setting.machine(), 16, picture.getHeight() - 10);
        for (int i = 0; i < scenarios.size(); i++) {
            Graphics2D panel = (Graphics2D) graphics.create();
            panel.translate(i % columns * WIDTH, MARGIN + i / columns * panelHeight());
            draw(panel, scenarios.get(i));
            panel.dispose();
        }
        graphics.dispose();
        ImageIO.write(picture, "png", target.toFile());
    }

    private int panelHeight() {
        return HEAD + results.servers().size() * ROW + ROW / 2;
    }

    private void draw(Graphics2D panel, Scenario scenario) {
        String unit = cost ? scenario.unit().cost : scenario.unit().label;
        text(panel, BOLD, scenario.title() + ": " + unit, 16, HEAD - 14);
        ToDoubleFunction<Measured> figure = cost ? Results::cost : Measured::value;
        double most = results.servers().stream()
                .map(server -> results.figures(scenario, server, figure))
                .filter(figures -> !figures.isEmpty())
                .mapToDouble(Figures::greatest)
                .max()
                .orElse(1);
        int y = HEAD;
        for (String server : results.servers()) {
            int width = panel.getFontMetrics(PLAIN).stringWidth(server);
            text(panel, PLAIN, server, NAMES - 8 - width, y + BAR - 3);
            Figures figures = results.figures(scenario, server, figure);
            if (figures.isEmpty()) {
                boolean failed = results.of(scenario, server).stream().anyMatch(Outcome.Failed.class::isInstance);
                String why = results.isUnsupported(scenario, server) ? "not supported" : failed ? "failed" : "not run";
                text(panel, PLAIN, why, NAMES + 4, y + BAR - 3);
            } else {
                bar(panel, figures, most, y, server.equals(results.servers().get(0)) ? OURS : THEIRS);
            }
            y += ROW;
        }
    }

    private static void bar(Graphics2D panel, Figures figures, double most, int y, Color color) {
        panel.setColor(color);
        panel.fillRect(NAMES, y, Math.max(1, length(figures.median(), most)), BAR);
        panel.setColor(SPREAD);
        panel.setStroke(new BasicStroke(2));
        int greatest = NAMES + length(figures.greatest(), most);
        panel.drawLine(NAMES + length(figures.least(), most), y + BAR / 2, greatest, y + BAR / 2);
        text(panel, PLAIN, ComparisonReport.digits(figures.median()), greatest + 6, y + BAR - 3);
    }

    private static int length(double figure, double most) {
        return (int) Math.round(figure / most * BARS);
    }

    private static void text(Graphics2D graphics, Font font, String text, int x, int y) {
        graphics.setFont(font);
        graphics.setColor(Color.BLACK);
        graphics.drawString(text, x, y);
    }
}
