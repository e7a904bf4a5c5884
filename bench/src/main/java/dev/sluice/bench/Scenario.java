package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing to compare servers at.
 *
 * @param name as it is asked for and printed
 * @param sessions at a time
 * @param unit what counts: operations, or MB for large files
 * @param options of {@code sluice load}
 */
record Scenario(String name, int sessions, Unit unit, List<String> options) {

    /** What a scenario is measured in. */
    enum Unit {
        /** Operations a second, and microseconds of the server's CPU for each. */
        OPERATIONS,
        /** MB/s, and seconds of the server's CPU for each GB. */
        BYTES,
        /** The 99th percentile in milliseconds: less is better. */
        LATENCY,
        /** Memory in MB: less is better. */
        MEMORY
    }

    static final List<Scenario> ALL = List.of(
            of("noop-100", 100, Unit.OPERATIONS, "--noop"),
            of("login-20", 20, Unit.OPERATIONS, "--login"),
            of("retr-1k-1", 1, Unit.OPERATIONS, "--download", "k1"),
            of("retr-1k-100", 100, Unit.OPERATIONS, "--download", "k1"),
            of("retr-1m-100", 100, Unit.BYTES, "--download", "m1"),
            of("retr-100m-20", 20, Unit.BYTES, "--download", "m100"),
            of("retr-1g-1", 1, Unit.BYTES, "--download", "g1"),
            of("stor-1k-100", 100, Unit.OPERATIONS, "--upload", "1KiB", "--new-names", "--keep"),
            of("stor-10m-20", 20, Unit.BYTES, "--upload", "10MiB", "--new-names", "--keep"),
            of("stor-100m-1", 1, Unit.BYTES, "--upload", "100MiB", "--new-names", "--keep"),
            of("list-10", 10, Unit.OPERATIONS, "--list", "few"),
            of("list-100000", 1, Unit.OPERATIONS, "--list", "many"),
            of("mlsd-10", 10, Unit.OPERATIONS, "--mlsd", "few"),
            of("mlsd-100000", 1, Unit.OPERATIONS, "--mlsd", "many"),
            of("noop-while-50-download", 1, Unit.LATENCY, "--noop", "--rate", "200/s"),
            of("idle-0", 0, Unit.MEMORY),
            of("idle-1000", 1000, Unit.MEMORY, "--idle"),
            of("idle-10000", 10_000, Unit.MEMORY, "--idle"));

    /** What keeps the server busy while the latency of another session is measured. */
    static final List<String> BACKGROUND = List.of("--download", "m1", "-n", "50");

    private static Scenario of(String name, int sessions, Unit unit, String... options) {
        return new Scenario(name, sessions, unit, List.of(options));
    }

    /** Whether more is better. */
    boolean isRate() {
        return unit == Unit.OPERATIONS || unit == Unit.BYTES;
    }

    /** The words behind {@code sluice load URL}. */
    List<String> words(double warmUp, double seconds) {
        List<String> words = new ArrayList<>(options);
        words.addAll(List.of("-q", "-n", Integer.toString(sessions), "--json", "-"));
        words.addAll(List.of("--duration", Double.toString(seconds), "--warm-up", Double.toString(warmUp)));
        return words;
    }
}
