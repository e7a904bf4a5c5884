package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing to compare servers at.
 *
 * @param name as it is asked for
 * @param title as it is printed
 * @param sessions at a time
 * @param unit what counts: operations, or MB for large files
 * @param options of {@code sluice load}
 */
record Scenario(String name, String title, int sessions, Unit unit, List<String> options) {

    /** What a scenario is measured in. */
    enum Unit {
        /** Operations a second, and microseconds of the server's CPU for each. */
        OPERATIONS("per s", "us CPU"),
        /** MB/s, and seconds of the server's CPU for each GB. */
        BYTES("MB/s", "s CPU per GB"),
        /** The 99th percentile in milliseconds: less is better. */
        LATENCY("p99, ms", ""),
        /** Memory in MB: less is better. */
        MEMORY("MB", "");

        final String label;
        final String cost;

        Unit(String label, String cost) {
            this.label = label;
            this.cost = cost;
        }
    }

    /** Operations so slow that they are counted, because a time would end amid one. */
    private static final List<String> SLOW = List.of("--count", "3");

    private static final List<String> NEW_FILES = List.of("--new-names", "--keep");

    static final List<Scenario> ALL = List.of(
            of("noop-100", "NOOP, 100 sessions", 100, Unit.OPERATIONS, "--noop"),
            of("login-20", "log in and out, 20 sessions", 20, Unit.OPERATIONS, "--login"),
            of("retr-1k-1", "RETR 1 KiB, 1 session", 1, Unit.OPERATIONS, "--download", "k1"),
            of("retr-1k-100", "RETR 1 KiB, 100 sessions", 100, Unit.OPERATIONS, "--download", "k1"),
            of("retr-1m-100", "RETR 1 MiB, 100 sessions", 100, Unit.BYTES, "--download", "m1"),
            of("retr-100m-20", "RETR 100 MiB, 20 sessions", 20, Unit.BYTES, "--download", "m100"),
            of("retr-1g-1", "RETR 1 GiB, 1 session", 1, Unit.BYTES, "--download", "g1"),
            uploads("stor-1k-100", "STOR 1 KiB, 100 sessions", 100, Unit.OPERATIONS, "1KiB"),
            uploads("stor-10m-20", "STOR 10 MiB, 20 sessions", 20, Unit.BYTES, "10MiB"),
            uploads("stor-100m-1", "STOR 100 MiB, 1 session", 1, Unit.BYTES, "100MiB"),
            of("list-10", "LIST of 10 entries, 10 sessions", 10, Unit.OPERATIONS, "--list", "few"),
            slow("list-100000", "LIST of 100 000 entries, 1 session", "--list", "many"),
            of("mlsd-10", "MLSD of 10 entries, 10 sessions", 10, Unit.OPERATIONS, "--mlsd", "few"),
            slow("mlsd-100000", "MLSD of 100 000 entries, 1 session", "--mlsd", "many"),
            of("noop-while-50-download", "NOOP while 50 download", 1, Unit.LATENCY, "--noop", "--rate", "200/s"),
            of("idle-0", "memory, no sessions", 0, Unit.MEMORY, "--idle"),
            of("idle-1000", "memory, 1 000 idle sessions", 1000, Unit.MEMORY, "--idle"),
            of("idle-10000", "memory, 10 000 idle sessions", 10_000, Unit.MEMORY, "--idle"));

    /** What keeps the server busy while the latency of another session is measured. */
    static final List<String> BACKGROUND = List.of("--download", "m1", "-n", "50", "-q");

    private static Scenario of(String name, String title, int sessions, Unit unit, String... options) {
        return new Scenario(name, title, sessions, unit, List.of(options));
    }

    private static Scenario uploads(String name, String title, int sessions, Unit unit, String size) {
        List<String> options = new ArrayList<>(List.of("--upload", size));
        options.addAll(NEW_FILES);
        return new Scenario(name, title, sessions, unit, options);
    }

    private static Scenario slow(String name, String title, String... words) {
        List<String> options = new ArrayList<>(List.of(words));
        options.addAll(SLOW);
        return new Scenario(name, title, 1, Unit.OPERATIONS, options);
    }

    /** Whether more is better. */
    boolean isRate() {
        return unit == Unit.OPERATIONS || unit == Unit.BYTES;
    }

    private boolean isCounted() {
        return options.containsAll(SLOW);
    }

    /** The words behind {@code sluice load URL}; in seconds. */
    List<String> words(double warmUp, double seconds) {
        List<String> words = new ArrayList<>(options);
        words.addAll(List.of("-n", Integer.toString(sessions), "--json", "-"));
        if (isCounted()) {
            words.addAll(List.of("--duration", Double.toString(10 * seconds)));
        } else {
            words.addAll(List.of("--duration", Double.toString(seconds), "--warm-up", Double.toString(warmUp)));
        }
        return words;
    }
}
