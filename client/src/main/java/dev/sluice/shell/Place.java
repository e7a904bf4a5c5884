package dev.sluice.shell;

import dev.sluice.client.Credentials;
import dev.sluice.client.DataMode;
import dev.sluice.client.FtpClient;
import dev.sluice.client.IfExists;
import dev.sluice.client.LocalFileException;
import dev.sluice.client.RateRecorder;
import dev.sluice.client.ReplyException;
import dev.sluice.client.TransferType;
import dev.sluice.net.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the shell is: connected to what, in which directories, with which settings. */
final class Place implements AutoCloseable {

    private final ServerOptions options;
    private final Report report;
    private Optional<Remote> remote = Optional.empty();
    private String directory = "/";
    private Path localDirectory = Path.of("").toAbsolutePath();
    private DataMode dataMode;
    private TransferType type = TransferType.BINARY;
    private Optional<Path> ratesFolder = Optional.empty();

    Place(ServerOptions options, Report report) {
        this.options = options;
        this.report = report;
        this.dataMode = options.dataMode();
    }

    // ---- the connection

    boolean isConnected() {
        return remote.isPresent();
    }

    Optional<String> defaultUser() {
        return options.userName();
    }

    Optional<String> defaultPassword() {
        return options.password();
    }

    Credentials credentials() {
        return remote().credentials();
    }

    Remote remote() {
        return remote.orElseThrow(() -> new UsageException("not connected: say 'open HOST [PORT]' first"));
    }

    void connect(Credentials credentials) throws IOException, InterruptedException {
        if (isConnected()) {
            throw new UsageException("disconnect first: you are connected to " + credentials());
        }
        Remote opened = new Remote(credentials, options.client(), dataMode, options.retry(), options.parallel());
        try {
            directory = opened.call(FtpClient::workingDirectory);
            remote = Optional.of(opened);
        } finally {
            if (!isConnected()) {
                opened.close();
            }
        }
    }

    void disconnect() {
        remote().close();
        remote = Optional.empty();
        directory = "/";
    }

    /** Aborts what runs. Any thread. */
    void abort() {
        remote.ifPresent(Remote::abort);
    }

    // ---- directories

    String directory() {
        return directory;
    }

    /** The absolute path of {@code path}: every session of the pool may be in another directory. */
    String resolve(String path) {
        if (path.isEmpty() || path.equals(".")) {
            return directory;
        }
        return path.startsWith("/") ? path : directory.endsWith("/") ? directory + path : directory + '/' + path;
    }

    void changeDirectory(String path) throws IOException, InterruptedException {
        directory = remote().call(client ->
                client.changeDirectory(resolve(path)).thenCompose(reply -> client.workingDirectory()));
    }

    /** Whether {@code path}, which is absolute, is a directory. */
    boolean isDirectory(String path) throws IOException, InterruptedException {
        try {
            remote().call(client -> client.changeDirectory(path));
            return true;
        } catch (ReplyException e) {
            return false;
        }
    }

    Path localDirectory() {
        return localDirectory;
    }

    Path resolveLocal(String path) {
        return localDirectory.resolve(path).normalize();
    }

    void changeLocalDirectory(String path) throws LocalFileException {
        Path target = resolveLocal(path);
        if (!Files.isDirectory(target)) {
            throw LocalFileException.of(target, Files.exists(target) ? "is not a directory" : "does not exist");
        }
        localDirectory = target;
    }

    /** Runs a command of this machine's shell in the local directory. */
    void runLocally(String command) throws IOException, InterruptedException {
        report.flush();
        int code = new ProcessBuilder("sh", "-c", command)
                .directory(localDirectory.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new UsageException("the command ended with exit code " + code);
        }
    }

    // ---- settings

    void dataMode(DataMode mode) {
        dataMode = mode;
        remote.ifPresent(connected -> connected.dataMode(mode));
    }

    void type(TransferType newType) {
        type = newType;
    }

    void ratesFolder(Optional<Path> folder) {
        ratesFolder = folder;
    }

    Optional<Path> ratesFolder() {
        return ratesFolder;
    }

    /** The actions, for what needs no transfer. */
    Actions actions() {
        return new Actions(remote(), report, Actions.Settings.DEFAULT);
    }

    /** Does {@code work}; its byte rate is recorded in a file named after {@code what} if that is turned on. */
    void transfer(String what, IfExists ifExists, TransferSettings.Work work) throws IOException, InterruptedException {
        if (ratesFolder.isEmpty()) {
            work.run(new Actions(remote(), report, settings(ifExists, Optional.empty())));
            return;
        }
        String name = what.replaceAll("[^\\w.-]+", "_") + '-' + System.currentTimeMillis() + ".csv";
        try (RateFile file = RateFile.create(ratesFolder.get().resolve(name))) {
            RateRecorder recorder = new RateRecorder(remote().loop(), RateRecorder.DEFAULT_INTERVAL, file::add);
            try {
                work.run(new Actions(remote(), report, settings(ifExists, Optional.of(recorder))));
            } finally {
                Remote.await(recorder.stop());
            }
        }
    }

    private Actions.Settings settings(IfExists ifExists, Optional<RateRecorder> recorder) {
        return new Actions.Settings(ifExists, type, RateLimit.NONE, recorder);
    }

    @Override
    public void close() {
        remote.ifPresent(Remote::close);
    }
}
