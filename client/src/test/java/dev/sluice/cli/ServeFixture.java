package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.ftp.FTPClient;

/** {@code sluice serve} as processes of their own, over a folder of the test's; what is left of them is killed in the end. */
final class ServeFixture implements AutoCloseable {

    private final Path folder;
    private final Path root;
    private final Path portFile;
    private final Path output;
    private final Path errors;
    private final List<Process> processes = new ArrayList<>();
    private Optional<String> users = Optional.empty();

    /** Makes the folder to serve in {@code folder}, where the files of the processes will be too. */
    ServeFixture(Path folder) throws IOException {
        this.folder = folder;
        root = Files.createDirectory(folder.resolve("root"));
        portFile = folder.resolve("port");
        output = folder.resolve("output");
        errors = folder.resolve("errors");
    }

    /** The working directory of the processes. */
    Path folder() {
        return folder;
    }

    /** The folder to serve. */
    Path root() {
        return root;
    }

    /** Where {@link #serveRoot} has the port written. */
    Path portFile() {
        return portFile;
    }

    /** What the last process has said. */
    Path output() {
        return output;
    }

    /** What the last process has complained of and logged. */
    Path errors() {
        return errors;
    }

    /** Sets SLUICE_USERS for the processes to come. */
    void users(String lines) {
        users = Optional.of(lines);
    }

    /** {@code sluice serve} with {@code options}. */
    Process serve(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.cli.Main",
                "serve"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        users.ifPresent(lines -> builder.environment().put("SLUICE_USERS", lines));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The same on a free port of the loopback address, listening. */
    Process serveRoot(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(root.toString(), "--port", "0", "--port-file", portFile.toString()));
        all.addAll(List.of(options));
        Process process = serve(all.toArray(String[]::new));
        while (!Files.exists(portFile)) {
            assertThat(process.isAlive()).as(Files.readString(errors)).isTrue();
            Thread.onSpinWait();
        }
        return process;
    }

    int port() throws IOException {
        return Integer.parseInt(Files.readString(portFile).strip());
    }

    FTPClient client() throws IOException {
        FTPClient client = new FTPClient();
        client.setDefaultTimeout(20_000);
        client.connect("127.0.0.1", port());
        assertThat(client.login("anonymous", "guest@")).isTrue();
        client.enterLocalPassiveMode();
        return client;
    }

    static void signal(Process process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Waits for the end and returns the exit code. */
    int exitCode(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("ended: %s", Files.readString(errors))
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
