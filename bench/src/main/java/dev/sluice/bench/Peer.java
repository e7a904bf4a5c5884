package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.load.ServerCpu;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One server of the comparison, running in a network of its own, and what its processes use. */
final class Peer implements Closeable {

    /** In its own network each may have the same. */
    static final int PORT = 2121;

    private static final long START_SECONDS = 60;
    private final String name;
    private final Process process;

    private Peer(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts the server of that name over {@code root}, and waits until it greets. */
    static Peer start(Path home, String name, Path root, Path log) throws IOException, InterruptedException {
        Path serve = home.resolve("bench/peers/serve");
        Process process = new ProcessBuilder(
                        "setsid", "unshare", "-mn", serve.toString(), name, Integer.toString(PORT), root.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Peer peer = new Peer(name, process);
        String probe = "exec 3<>/dev/tcp/" + InetAddress.getLoopbackAddress().getHostAddress() + "/" + PORT
                + " && head -c 3 <&3 && echo QUIT >&3";
        for (long start = System.nanoTime(); !peer.answers(probe); TimeUnit.MILLISECONDS.sleep(200)) {
            if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                peer.close();
                throw new IOException(name + " does not serve; see " + log);
            }
        }
        return peer;
    }

    private boolean answers(String probe) throws IOException, InterruptedException {
        Process process = inside("bash", "-c", probe).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() == 0 && output.startsWith("220");
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** A command in this server's network. */
    ProcessBuilder inside(String... command) {
        List<String> words = Stream.concat(
                        Stream.of("nsenter", "-t", Long.toString(process.pid()), "-n"), Stream.of(command))
                .toList();
        return new ProcessBuilder(words);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private double cpuSeconds() throws IOException {
        return ServerCpu.seconds(process.pid()).orElseThrow(() -> new IOException(name + " has ended"));
    }

    /** Memory of all its processes, in MB of 10<sup>6</sup> bytes, what they share counted once. */
    double megabytes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .mapToDouble(one -> proportionalKibibytes(one.pid()))
                        .sum()
                * 1024
                / 1e6;
    }

    private static double proportionalKibibytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // it has ended meanwhile
        }
    }

    /** Waits a few seconds for the server to come to rest; false if it is busy though nobody asks it for anything. */
    boolean rests() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 30; attempt++) {
            double before = cpuSeconds();
            TimeUnit.MILLISECONDS.sleep(100);
            if (cpuSeconds() - before <= 0.02) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly); // those that serve a session may not listen
    }
}
