package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures a server with {@code sluice load}, a process of its own in that server's network.
 *
 * <p>Thread rule: one thread measures; {@link #stop} may be called by any other.
 */
final class Probe {

    private static final double MICROS = 1e6;
    private static final double GIGABYTE = 1e9;

    /** How much longer than planned a run may take, for logins, slow operations and goodbyes. */
    private static final long PATIENCE_SECONDS = 120;

    /** A server that does not know a command, or not with that argument, says so by one of these. */
    private static final Set<Integer> UNKNOWN = Set.of(500, 502, 504);

    private final Path home;
    private final Path logs;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /**
     * A probe.
     *
     * @param home the checkout
     * @param logs folder for what {@code sluice load} prints
     */
    Probe(Path home, Path logs) {
        this.home = home;
        this.logs = logs;
    }

    /** Ends what is running. Any thread. */
    void stop() {
        running.forEach(Process::destroy);
    }

    /** One run, after the server was found at rest; in seconds. */
    Outcome measure(Peer peer, Scenario scenario, double warmUp, double seconds)
            throws IOException, InterruptedException {
        return switch (scenario.unit()) {
            case MEMORY -> memory(peer, scenario);
            case LATENCY -> latency(peer, scenario, warmUp, seconds);
            case OPERATIONS, BYTES -> rate(peer, scenario, warmUp, seconds);
        };
    }

    private Outcome rate(Peer peer, Scenario scenario, double warmUp, double seconds)
            throws IOException, InterruptedException {
        String json = load(peer, scenario.words(warmUp, seconds), seconds);
        // Bytes count as they come, so that a file need not have come to its end.
        if (scenario.unit() == Scenario.Unit.BYTES && number(json, "bytes") > 0) {
            return measured(json, "megabytesPerSecond", "bytes", GIGABYTE);
        }
        if (scenario.unit() == Scenario.Unit.OPERATIONS && number(json, "operations") > 0) {
            return measured(json, "operationsPerSecond", "operations", MICROS);
        }
        boolean unknown = UNKNOWN.contains((int) number(json, "code"));
        return unknown ? new Outcome.Unsupported() : new Outcome.Failed(failures(json));
    }

    /** The cost is the server's CPU seconds divided by what was done, in a unit of which a second has so many. */
    private static Outcome measured(String json, String rate, String done, double unit) {
        double cost = number(json, "serverCpuSeconds") / number(json, done) * unit;
        return new Outcome.Measured(number(json, rate), OptionalDouble.of(cost), failed(json));
    }

    private Outcome latency(Peer peer, Scenario scenario, double warmUp, double seconds)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(Scenario.BACKGROUND);
        words.addAll(List.of("--duration", Double.toString(seconds + PATIENCE_SECONDS)));
        Process background = start(peer, words, logs.resolve("background.txt"));
        try {
            // Until the downloads are under way.
            TimeUnit.MILLISECONDS.sleep((long) (1000 * (1 + warmUp)));
            String json = load(peer, scenario.words(warmUp, seconds), seconds);
            double p99 = number(json, "p99") / 1e3;
            return Double.isNaN(p99)
                    ? new Outcome.Failed(failures(json))
                    : new Outcome.Measured(p99, OptionalDouble.empty(), failed(json));
        } finally {
            end(background);
        }
    }

    /** Looks at the server when all sessions are there. */
    private Outcome memory(Peer peer, Scenario scenario) throws IOException, InterruptedException {
        if (scenario.sessions() == 0) {
            return new Outcome.Measured(peer.megabytes(), OptionalDouble.empty(), 0);
        }
        ProcessBuilder builder = command(peer, scenario.words(0, PATIENCE_SECONDS));
        builder.redirectOutput(logs.resolve("load.json").toFile());
        Process idle = builder.start();
        running.add(idle);
        try (BufferedReader lines = idle.errorReader(UTF_8)) {
            String measured = lines.readLine();
            while (measured != null && measured.contains("s*")) {
                measured = lines.readLine(); // marked because the sessions are still coming
            }
            int sessions = sessions(measured == null ? "" : measured);
            return sessions == scenario.sessions()
                    ? new Outcome.Measured(peer.megabytes(), OptionalDouble.empty(), 0)
                    : new Outcome.Failed(sessions + " sessions of " + scenario.sessions());
        } finally {
            end(idle);
        }
    }

    /** How many there are, by a line of {@code sluice load}. */
    static int sessions(String line) {
        Matcher matcher = Pattern.compile("(\\d+) sessions").matcher(line);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    // ---- sluice load

    private String load(Peer peer, List<String> words, double seconds) throws IOException, InterruptedException {
        Path json = logs.resolve("load.json");
        List<String> quiet = new ArrayList<>(words);
        quiet.add("-q");
        Process process = start(peer, quiet, json);
        try {
            process.waitFor((long) seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            end(process);
        }
        return Files.readString(json);
    }

    private Process start(Peer peer, List<String> words, Path output) throws IOException {
        Process process = command(peer, words)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        logs.resolve("load.log").toFile()))
                .start();
        running.add(process);
        return process;
    }

    private ProcessBuilder command(Peer peer, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("sluice").toString(),
                "load",
                "ftp://127.0.0.1:" + Peer.PORT + "/" + TestFiles.INCOMING + "/",
                "--server-pid",
                Long.toString(peer.pid())));
        command.addAll(words);
        return peer.inside(command.toArray(String[]::new));
    }

    private void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        running.remove(process);
    }

    // ---- its report

    /** The first number of that name in the report of {@code sluice load}, which has one field a line. */
    static double number(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + Pattern.quote(name) + "\": ([-0-9.E+]+)").matcher(json);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }

    private static long failed(String json) {
        return (long) number(json, "failed");
    }

    private static String failures(String json) {
        Matcher matcher =
                Pattern.compile("\"failures\": \\[(.*?)\\]", Pattern.DOTALL).matcher(json);
        return matcher.find() && !matcher.group(1).isBlank()
                ? matcher.group(1).replaceAll("\\s+", " ").strip()
                : "nothing ended in time";
    }
}
