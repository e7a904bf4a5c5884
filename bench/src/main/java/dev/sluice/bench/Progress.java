package dev.sluice.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How far the comparison is, a line for each run, and how long it will still take. */
final class Progress {

    private final double estimate;
    private final PrintStream out;
    private final long start = System.nanoTime();
    private double spent;

    /**
     * The beginning.
     *
     * @param estimate of the whole, in seconds
     */
    Progress(double estimate, PrintStream out) {
        this.estimate = estimate;
        this.out = out;
    }

    void begin() {
        out.printf(Locale.ROOT, "This takes about %s.%n", minutes(estimate));
    }

    /** A part of the estimate is over, however long it took. */
    void spend(double seconds) {
        spent += seconds;
    }

    /** Since the beginning. */
    double seconds() {
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** The rest takes as much longer than estimated as the part before did, where that says something already. */
    double secondsLeft() {
        double pace = spent < estimate / 20 ? 1 : seconds() / spent;
        return Math.max(0, estimate - spent) * pace;
    }

    void say(String line) {
        out.println(line);
    }

    void say(String round, String server, Scenario scenario, Outcome outcome) {
        out.printf(
                Locale.ROOT,
                "%7s left  %-9s %-24s %-17s %s%n",
                minutes(secondsLeft()),
                round,
                scenario.name(),
                server,
                text(scenario, outcome));
    }

    private static String text(Scenario scenario, Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured) {
            return ComparisonReport.digits(measured.value())
                    + " " + scenario.unit().label
                    + (measured.cost().isPresent()
                            ? ", " + ComparisonReport.digits(measured.cost().getAsDouble()) + " " + scenario.unit().cost
                            : "")
                    + (measured.failed() > 0 ? ", " + measured.failed() + " failed" : "");
        }
        return outcome instanceof Outcome.Failed failed ? "failed: " + failed.reason() : "not supported";
    }

    private static String minutes(double seconds) {
        return seconds < 90 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min";
    }
}
