package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Loads servers in turns, and compares what they did and what it cost them. Started by {@code bench/compare}.
 *
 * <p>Each server has a network of its own, because the closed connections that one leaves behind slow the next; in each round the
 * order is another one. All get the same warm-up first, so that what a JIT compiler does is done. Memory is looked at last, in
 * servers that were just started.
 */
public final class Comparison {

    private static final List<String> SERVERS =
            List.of("sluice", "vsftpd", "proftpd", "pure-ftpd", "pyftpdlib", "apache-ftpserver");
    private static final double WARM_UP = 0.5;
    private static final double FIRST_WARM_UP = 1;

    /** A run's start, logins and goodbyes; and what memory takes with and without many sessions. All estimates. */
    private static final double OVERHEAD = 1;

    private static final double MEMORY_SECONDS = 25;

    /** Memory hardly varies, and ten thousand processes take long to come and go. */
    private static final int MEMORY_ROUNDS = 2;

    private static final long END_SECONDS = 60;

    private final Path home;
    private final Path logs;
    private final double seconds;
    private final double limit;
    private final TestFiles files;
    private final Probe probe;
    private final Progress progress;
    private final Results results;
    private final Map<String, Peer> peers = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile boolean interrupted;

    private Comparison(Path home, TestFiles files, Results results, double seconds, double limit, double estimate)
            throws IOException {
        this.limit = limit;
        this.home = home;
        this.logs = Files.createDirectories(home.resolve("bench/target/peers/logs"));
        this.files = files;
        this.results = results;
        this.seconds = seconds;
        this.probe = new Probe(home, logs);
        this.progress = new Progress(estimate, System.err);
    }

    /** The first argument is the checkout; then the options that {@code bench/compare} names. */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Map<String, String> options = options(arguments, home);
        List<String> servers = List.of(options.get("--servers").split(","));
        List<Scenario> scenarios = scenarios(options.get("--only"));
        int rounds = Integer.parseInt(options.get("--rounds"));
        double seconds = Double.parseDouble(options.get("--seconds"));
        double limit = 60 * Double.parseDouble(options.get("--minutes"));
        Results results = new Results(servers, scenarios);
        Setting setting = Setting.of(home, servers, arguments);
        try (TestFiles files = TestFiles.create(scenarios)) {
            double estimate = estimate(servers, scenarios, rounds, seconds);
            new Comparison(home, files, results, seconds, limit, estimate).run(rounds, () -> {
                ComparisonReport report = new ComparisonReport(results, setting);
                report.write(Path.of(options.get("--out")));
                System.out.print(report.text());
            });
        }
    }

    private static Map<String, String> options(String[] arguments, Path home) {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "--rounds", "3",
                "--seconds", "3",
                "--minutes", "45",
                "--only", "",
                "--servers", String.join(",", SERVERS),
                "--out", home.resolve("bench/target/comparison").toString()));
        for (int i = 1; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        arguments[i] + ": bench/compare takes " + options.keySet() + ", each with a value");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
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

    // ---- all runs

    /** What is to be done with the results, all or those so far. */
    private interface Ending {
        void report() throws IOException;
    }

    private void run(int rounds, Ending ending) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = endOnInterrupt(Thread.currentThread(), ended);
        try {
            progress.begin();
            measure(rounds);
        } catch (IOException | InterruptedException e) {
            if (!interrupted) {
                throw e;
            }
            System.err.println("Interrupted: this is what there is so far.");
        } finally {
            Thread.interrupted(); // what is left to do must not break off
            endPeers();
            ending.report();
            files.close();
            ended.countDown();
            if (!interrupted) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
    }

    /** Ctrl-C must leave neither servers nor files behind, and shows what was measured before it. */
    private Thread endOnInterrupt(Thread measuring, CountDownLatch ended) {
        Thread hook = new Thread(
                () -> {
                    interrupted = true;
                    measuring.interrupt();
                    probe.stop();
                    try {
                        ended.await(END_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "comparison-end");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private void measure(int rounds) throws IOException, InterruptedException {
        List<Scenario> memory = results.scenarios(Scenario.Unit.MEMORY);
        List<Scenario> others = new ArrayList<>(results.scenarios());
        others.removeAll(memory);
        if (!others.isEmpty()) {
            for (String server : results.servers()) {
                peers.put(server, start(server));
            }
            warmUp(others);
            measure(others, rounds);
            endPeers();
        }
        for (int round = 1; round <= Math.min(rounds, MEMORY_ROUNDS) && !memory.isEmpty(); round++) {
            for (String server : results.servers()) {
                peers.put(server, start(server));
                for (Scenario scenario : memory) {
                    measure(server, scenario, "memory " + round, 0, 0)
                            .ifPresent(outcome -> results.add(scenario, server, outcome));
                }
                peers.remove(server).close();
                progress.spend(MEMORY_SECONDS);
            }
        }
    }

    private void warmUp(List<Scenario> scenarios) throws IOException, InterruptedException {
        for (Scenario scenario : scenarios) {
            for (String server : results.servers()) {
                measure(server, scenario, "warm-up", 0, FIRST_WARM_UP);
                progress.spend(FIRST_WARM_UP + OVERHEAD);
            }
        }
    }

    private void measure(List<Scenario> scenarios, int rounds) throws IOException, InterruptedException {
        List<String> order = new ArrayList<>(results.servers());
        double longest = 0;
        for (int round = 1; round <= rounds; round++) {
            double begin = progress.seconds();
            if (begin + longest + memorySeconds(rounds) > limit) {
                progress.say("No time is left for round " + round + " and those after it.");
                return;
            }
            for (Scenario scenario : scenarios) {
                Collections.rotate(order, 1);
                for (String server : order) {
                    measure(server, scenario, "round " + round, WARM_UP, seconds)
                            .ifPresent(outcome -> results.add(scenario, server, outcome));
                    progress.spend(WARM_UP + seconds + OVERHEAD);
                }
            }
            longest = Math.max(longest, progress.seconds() - begin);
        }
    }

    private double memorySeconds(int rounds) {
        return results.scenarios(Scenario.Unit.MEMORY).isEmpty()
                ? 0
                : Math.min(rounds, MEMORY_ROUNDS) * results.servers().size() * MEMORY_SECONDS;
    }

    private static double estimate(List<String> servers, List<Scenario> scenarios, int rounds, double seconds) {
        long memory = scenarios.stream()
                .filter(scenario -> scenario.unit() == Scenario.Unit.MEMORY)
                .count();
        double others = scenarios.size() - memory;
        double run = FIRST_WARM_UP + OVERHEAD + rounds * (WARM_UP + seconds + OVERHEAD);
        return servers.size() * (others * run + (memory > 0 ? Math.min(rounds, MEMORY_ROUNDS) * MEMORY_SECONDS : 0));
    }

    // ---- one run

    /** Empty for a server that is known not to do it. */
    private Optional<Outcome> measure(String server, Scenario scenario, String round, double warmUp, double length)
            throws IOException, InterruptedException {
        if (results.isUnsupported(scenario, server)) {
            return Optional.empty();
        }
        Outcome outcome;
        try {
            outcome = probe.measure(rested(server), scenario, warmUp, length);
        } catch (IOException e) {
            if (interrupted) {
                throw e;
            }
            outcome = new Outcome.Failed(e.toString());
        }
        if (interrupted) {
            throw new InterruptedException();
        }
        files.deleteUploads();
        progress.say(round, server, scenario, outcome);
        if (outcome instanceof Outcome.Unsupported) {
            results.add(scenario, server, outcome);
            return Optional.empty();
        }
        return Optional.of(outcome);
    }

    /** The server, started anew if it has ended or spins. */
    private Peer rested(String server) throws IOException, InterruptedException {
        Peer peer = peers.get(server);
        if (peer.isAlive() && peer.rests()) {
            return peer;
        }
        progress.say(server + (peer.isAlive() ? " is busy though nobody asks it for anything" : " has ended")
                + ": it is started anew");
        peer.close();
        Peer fresh = start(server);
        peers.put(server, fresh);
        return fresh;
    }

    private Peer start(String server) throws IOException, InterruptedException {
        return Peer.start(home, server, files.root(), logs.resolve(server + ".log"));
    }

    private void endPeers() {
        synchronized (peers) {
            peers.values().forEach(Peer::close);
            peers.clear();
        }
    }
}
