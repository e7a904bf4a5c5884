package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Loads servers in turns, and compares what they did and what it cost them. Started by {@code bench/compare}.
 *
 * <p>Each server has a network of its own, because the closed connections that one leaves behind slow the next; in each round the
 * order is another one; and the load generator is a process of its own in that network.
 */
public final class Comparison {

    private static final List<String> SERVERS =
            List.of("sluice", "vsftpd", "proftpd", "pure-ftpd", "pyftpdlib", "apache-ftpserver");
    private static final double WARM_UP = 1.5;
    private static final double MICROS = 1e6;
    private static final double GIGABYTE = 1e9;
    private static final int MANY = 100_000;
    private static final int FEW = 10;
    private static final String INCOMING = "incoming";

    /** One run: operations a second or MB/s or milliseconds or MB, and CPU microseconds or seconds for each. */
    record Measured(double value, OptionalDouble cost) {}

    private final Path home;
    private final Path root;
    private final Path out;
    private final double seconds;
    private final Map<Scenario, Map<String, List<Measured>>> results = new LinkedHashMap<>();

    private Comparison(Path home, Path root, Path out, double seconds) {
        this.home = home;
        this.root = root;
        this.out = out;
        this.seconds = seconds;
    }

    /** The first argument is the checkout; then the options that {@code bench/compare} names. */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "--rounds", "3", "--seconds", "3", "--only", "", "--servers", String.join(",", SERVERS), "--out", "."));
        for (int i = 1; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        arguments[i] + ": bench/compare takes " + options.keySet() + ", each with a value");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        Path root = Files.createTempDirectory(Path.of("/dev/shm"), "sluice-compare");
        Comparison comparison =
                new Comparison(home, root, Path.of(options.get("--out")), Double.parseDouble(options.get("--seconds")));
        try {
            comparison.run(
                    List.of(options.get("--servers").split(",")),
                    scenarios(options.get("--only")),
                    Integer.parseInt(options.get("--rounds")));
        } finally {
            delete(root);
        }
    }

    private static List<Scenario> scenarios(String only) {
        List<String> names = only.isEmpty() ? List.of() : List.of(only.split(","));
        List<Scenario> chosen = Scenario.ALL.stream()
                .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
                .toList();
        if (chosen.size() < names.size()) {
            throw new IllegalArgumentException(
                    "--only takes " + Scenario.ALL.stream().map(Scenario::name).toList());
        }
        return chosen;
    }

    private void run(List<String> servers, List<Scenario> scenarios, int rounds) throws Exception {
        prepare(scenarios);
        Files.createDirectories(out);
        List<Peer> peers = Collections.synchronizedList(new ArrayList<>());
        // Ctrl-C must not leave six servers behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(peers), "comparison-end"));
        try {
            for (String server : servers) {
                peers.add(Peer.start(home, server, root, out.resolve(server + ".log")));
            }
            for (int round = 1; round <= rounds; round++) {
                for (Scenario scenario : scenarios) {
                    Collections.rotate(peers, 1);
                    for (Peer peer : peers) {
                        measure(peer, scenario, round);
                    }
                }
            }
        } finally {
            end(peers);
        }
        ComparisonReport report = new ComparisonReport(servers, results);
        System.out.print(report.table());
        Files.writeString(out.resolve("comparison.md"), report.table());
        report.draw(out.resolve("comparison.png"));
    }

    private static void end(List<Peer> peers) {
        List.copyOf(peers).forEach(Peer::close);
    }

    // ---- the files

    private void prepare(List<Scenario> scenarios) throws IOException {
        // Some servers refuse to make a root of a directory that guests may write to.
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path incoming = Files.createDirectory(root.resolve(INCOMING));
        Files.setPosixFilePermissions(incoming, PosixFilePermissions.fromString("rwxrwxrwx"));
        boolean huge =
                scenarios.stream().anyMatch(scenario -> scenario.options().contains("g1"));
        boolean many =
                scenarios.stream().anyMatch(scenario -> scenario.options().contains("many"));
        write("k1", 1L << 10);
        write("m1", 1L << 20);
        write("m100", 100L << 20);
        write("g1", huge ? 1L << 30 : 1);
        fill("few", FEW);
        fill("many", many ? MANY : 1);
    }

    private void write(String name, long size) throws IOException {
        byte[] block = new byte[1 << 20];
        new Random(size).nextBytes(block);
        try (OutputStream file = Files.newOutputStream(root.resolve(name))) {
            for (long left = size; left > 0; left -= block.length) {
                file.write(block, 0, (int) Math.min(left, block.length));
            }
        }
    }

    private void fill(String name, int count) throws IOException {
        Path directory = Files.createDirectory(root.resolve(name));
        for (int i = 0; i < count; i++) {
            Files.createFile(directory.resolve("file-" + i + ".txt"));
        }
    }

    private static void empty(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private static void delete(Path root) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(root)) {
            all = tree.sorted(Collections.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    // ---- one run

    private void measure(Peer peer, Scenario scenario, int round) throws IOException, InterruptedException {
        peer.checkRest();
        Optional<Measured> measured = switch (scenario.unit()) {
            case MEMORY -> Optional.of(memory(peer, scenario));
            case LATENCY -> latency(peer, scenario);
            case OPERATIONS, BYTES -> rate(peer, scenario);
        };
        System.err.printf(
                "round %d  %-24s %-18s %s%n",
                round,
                scenario.name(),
                peer.name(),
                measured.map(Measured::toString).orElse("failed"));
        empty(root.resolve(INCOMING));
        measured.ifPresent(one -> results.computeIfAbsent(scenario, key -> new LinkedHashMap<>())
                .computeIfAbsent(peer.name(), key -> new ArrayList<>())
                .add(one));
    }

    private Optional<Measured> rate(Peer peer, Scenario scenario) throws IOException, InterruptedException {
        return load(peer, scenario.words(WARM_UP, seconds))
                .filter(json -> number(json, "operations") > 0)
                .map(json -> scenario.unit() == Scenario.Unit.BYTES
                        ? measured(json, "megabytesPerSecond", "bytes", GIGABYTE)
                        : measured(json, "operationsPerSecond", "operations", MICROS));
    }

    /** The cost is the server's CPU seconds divided by what was done, in a unit of which a second has so many. */
    private static Measured measured(String json, String rate, String done, double unit) {
        double cost = number(json, "serverCpuSeconds") / number(json, done) * unit;
        return new Measured(number(json, rate), OptionalDouble.of(cost));
    }

    private Optional<Measured> latency(Peer peer, Scenario scenario) throws IOException, InterruptedException {
        List<String> background = new ArrayList<>(Scenario.BACKGROUND);
        background.addAll(List.of("-q", "--duration", Double.toString(seconds + 2 * WARM_UP)));
        Process busy = start(peer, background);
        try {
            Optional<String> json = load(peer, scenario.words(WARM_UP, seconds));
            return json.map(text -> new Measured(number(text, "p99") / 1e3, OptionalDouble.empty()));
        } finally {
            busy.waitFor();
        }
    }

    private Measured memory(Peer peer, Scenario scenario) throws IOException, InterruptedException {
        if (scenario.sessions() == 0) {
            return new Measured(peer.megabytes(), OptionalDouble.empty());
        }
        Process idle = start(peer, scenario.words(0, Math.max(5, scenario.sessions() / 1000.0)));
        double most = 0;
        while (!idle.waitFor(500, TimeUnit.MILLISECONDS)) {
            most = Math.max(most, peer.megabytes());
        }
        return new Measured(most, OptionalDouble.empty());
    }

    private Optional<String> load(Peer peer, List<String> words) throws IOException, InterruptedException {
        Process process = start(peer, words);
        String json = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() > 1 || !json.startsWith("{")) {
            return Optional.empty();
        }
        if (number(json, "failed") > 0) {
            System.err.println(peer.name() + ": " + (long) number(json, "failed") + " failed: "
                    + json.replaceAll("(?s).*\"failures\": \\[(.*?)\\].*", "$1").replaceAll("\\s+", " "));
        }
        return Optional.of(json);
    }

    private Process start(Peer peer, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("sluice").toString(),
                "load",
                "ftp://127.0.0.1:" + Peer.PORT + "/" + INCOMING + "/",
                "--server-pid",
                Long.toString(peer.pid())));
        command.addAll(words);
        return peer.inside(command.toArray(String[]::new))
                .redirectError(out.resolve("load.log").toFile())
                .start();
    }

    /** The first number of that name in the report of {@code sluice load}, which has one field a line. */
    static double number(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + Pattern.quote(name) + "\": ([-0-9.E+]+)").matcher(json);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }
}
