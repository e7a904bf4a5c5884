package dev.sluice.bench;

import dev.sluice.bench.Outcome.Measured;
import dev.sluice.bench.Results.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The figures of a {@link Comparison} as a table in Markdown: medians, with the least and the greatest in brackets, the best in bold.
 * It names its charts relative to itself, in {@code img}, so that both can be put into {@code docs} as they are.
 */
record ComparisonReport(Results results, Setting setting) {

    private static final String NAME = "comparison";

    /** Writes {@code comparison.md} and {@code img/comparison-*.png} to {@code folder}. */
    void write(Path folder) throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("img"));
        Files.writeString(folder.resolve(NAME + ".md"), text());
        for (ComparisonChart chart : ComparisonChart.of(results, setting)) {
            chart.draw(pictures.resolve(NAME + "-" + chart.name() + ".png"));
        }
    }

    /** The table, what made it, and its charts. */
    String text() {
        StringBuilder text = new StringBuilder(table());
        text.append('\n');
        notes(text);
        text.append("Made by `")
                .append(setting.command())
                .append("` on ")
                .append(setting.machine())
                .append(".\n");
        text.append("Servers: ")
                .append(String.join(", ", setting.titles().values()))
                .append(".\n");
        for (ComparisonChart chart : ComparisonChart.of(results, setting)) {
            text.append(String.format("%n![%s](img/%s-%s.png)%n", chart.title(), NAME, chart.name()));
        }
        return text.toString();
    }

    /** A row for each scenario, and one for its cost in CPU where it has one. */
    String table() {
        StringBuilder text = new StringBuilder("| scenario | |");
        results.servers().forEach(server -> text.append(' ').append(server).append(" |"));
        text.append(' ')
                .append(results.servers().get(0))
                .append(" / best peer |\n|---|---|")
                .append("---|".repeat(results.servers().size() + 1))
                .append('\n');
        for (Scenario scenario : results.done()) {
            row(text, scenario, scenario.title(), scenario.unit().label, Measured::value, scenario.isRate());
            if (scenario.isRate()) {
                row(text, scenario, "", scenario.unit().cost, Results::cost, false);
            }
        }
        return text.toString();
    }

    private void row(
            StringBuilder text,
            Scenario scenario,
            String title,
            String unit,
            ToDoubleFunction<Measured> figure,
            boolean moreIsBetter) {
        String ours = results.servers().get(0);
        double our = results.figures(scenario, ours, figure).median();
        OptionalDouble peer = best(
                results.servers().stream()
                        .skip(1)
                        .mapToDouble(server ->
                                results.figures(scenario, server, figure).median()),
                moreIsBetter);
        double best = best(DoubleStream.of(our, peer.orElse(Double.NaN)), moreIsBetter)
                .orElse(Double.NaN);
        text.append("| ").append(title).append(" | ").append(unit).append(" |");
        for (String server : results.servers()) {
            Figures figures = results.figures(scenario, server, figure);
            String median = figures.isEmpty() ? missing(scenario, server) : digits(figures.median());
            text.append(' ')
                    .append(figures.median() == best ? "**" + median + "**" : median)
                    .append(spread(figures))
                    .append(" |");
        }
        double ratio = our / peer.orElse(Double.NaN);
        text.append(Double.isNaN(ratio) ? " |\n" : String.format(Locale.ROOT, " %.2f |%n", ratio));
    }

    private static OptionalDouble best(DoubleStream figures, boolean moreIsBetter) {
        DoubleStream known = figures.filter(Double::isFinite);
        return moreIsBetter ? known.max() : known.min();
    }

    private String missing(Scenario scenario, String server) {
        if (results.isUnsupported(scenario, server)) {
            return "\u2013";
        }
        return results.of(scenario, server).isEmpty() ? "not run" : "failed"; // an interrupt leaves some out
    }

    private static String spread(Figures figures) {
        return figures.sorted().size() < 2
                ? ""
                : " [" + digits(figures.least()) + "\u2013" + digits(figures.greatest()) + "]";
    }

    private void notes(StringBuilder text) {
        text.append(
                        "Medians of all rounds, the least and the greatest in brackets; \u2013: the server does not know the")
                .append(" command. 1 MB is 10<sup>6</sup> bytes.\n");
        for (Scenario scenario : results.done()) {
            for (String server : results.servers()) {
                note(text, scenario, server);
            }
        }
    }

    private void note(StringBuilder text, Scenario scenario, String server) {
        long failed = 0;
        for (Outcome outcome : results.of(scenario, server)) {
            if (outcome instanceof Measured measured) {
                failed += measured.failed();
            } else if (outcome instanceof Outcome.Failed reason) {
                text.append(String.format("%s, %s: a round failed, %s.%n", scenario.title(), server, reason.reason()));
            }
        }
        if (failed > 0) {
            text.append(String.format(
                    "%s, %s: %d operations failed and are not counted.%n", scenario.title(), server, failed));
        }
    }

    /** Three digits, and no fraction where the whole part has them; thousands apart. */
    static String digits(double value) {
        if (value >= 9999.5) {
            return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
        }
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
