package dev.sluice.cli;

import dev.sluice.Sluice;
import dev.sluice.SluiceBuilder;
import dev.sluice.account.Rights;
import dev.sluice.ftpd.FtpOptions;
import dev.sluice.ftpd.PortRange;
import dev.sluice.storage.StorageOptions.Inline;
import dev.sluice.text.ByteSize;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice serve}: runs an FTP server until a signal ends it. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "sluice serve [DIR] [OPTION]...",
        description = "Serves a folder over FTP.",
        footerHeading = "%nStopping:%n",
        footer = {
            "  SIGTERM or Ctrl-C lets transfers under way finish and then ends the server;",
            "  a second one ends it at once.",
            "",
            "Examples:",
            "  sluice serve                              the sample files, for this machine",
            "  sluice serve /srv/pub --read-only         a folder, for reading",
            "  sluice serve /srv --host 0.0.0.0 --password-file accounts --passive-ports 30000-30099"
        })
final class ServeCommand implements Callable<Integer> {

    /** Everybody on the machine can read a command line, and only its owner the environment of a process. */
    private static final String USERS = "SLUICE_USERS";

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description =
                    "The folder to serve. Without it: ./served, made at the first start with a copy of the sample files.")
    private Optional<Path> directory;

    @ArgGroup(validate = false, heading = "%nWhere to listen:%n")
    private final ServeOptions.Listening listening = new ServeOptions.Listening();

    @ArgGroup(validate = false, heading = "%nWho may enter:%n")
    private final ServeOptions.Access access = new ServeOptions.Access();

    @ArgGroup(validate = false, heading = "%nData connections:%n")
    private final ServeOptions.Data data = new ServeOptions.Data();

    @ArgGroup(validate = false, heading = "%nLimits:%n")
    private final ServeOptions.Limits limits = new ServeOptions.Limits();

    @ArgGroup(validate = false, heading = "%nThe disk:%n")
    private final ServeOptions.Disk disk = new ServeOptions.Disk();

    @ArgGroup(validate = false, heading = "%nUploads:%n")
    private final ServeOptions.Uploads uploads = new ServeOptions.Uploads();

    @ArgGroup(validate = false, heading = "%nLogs:%n")
    private final ServeOptions.Logs logs = new ServeOptions.Logs();

    @Override
    public Integer call() throws IOException {
        Logging.serve(logs.verbose, logs.xferlog);
        try {
            return serve();
        } finally {
            Logging.flush();
        }
    }

    private int serve() throws IOException {
        Sluice server = start();
        AtomicBoolean stopping = new AtomicBoolean();
        Runnable stop = () -> {
            if (stopping.compareAndSet(false, true)) {
                server.drain(Duration.ofSeconds(limits.drain));
            } else {
                server.close();
            }
        };
        Signals.register("TERM", stop);
        Signals.register("INT", stop);
        try {
            announce(server);
            awaitEnd(server.stopped());
        } finally {
            server.close();
            if (listening.portFile.isPresent()) {
                Files.deleteIfExists(listening.portFile.get());
            }
        }
        return 0;
    }

    /** Returns when the server has stopped as it was told to. */
    static void awaitEnd(CompletableFuture<Void> stopped) throws IOException {
        try {
            stopped.join();
        } catch (CompletionException e) {
            throw new IOException("The server broke down and has ended: " + e.getCause(), e.getCause());
        }
    }

    private Sluice start() throws IOException {
        if (directory.isPresent() && directory.get().toString().isEmpty()) {
            throw usage("The folder's name is empty; write . for this one.");
        }
        if (directory.isPresent() && !Files.isDirectory(directory.get())) {
            throw usage("There is no folder " + directory.get() + ".");
        }
        Path root = directory.isPresent() ? directory.get().toAbsolutePath().normalize() : SampleFolder.prepare();
        try {
            return builder(root).start();
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        } catch (BindException e) {
            throw new IOException(
                    "Cannot listen on " + listening.host + ":" + listening.port + ": " + e.getMessage()
                            + ". Choose another --port; 0 takes any that is free.",
                    e);
        }
    }

    private void announce(Sluice server) throws IOException {
        InetSocketAddress address = server.ftpAddress();
        if (listening.portFile.isPresent()) {
            writePortFile(listening.portFile.get().toAbsolutePath(), address.getPort());
        }
        String host = address.getAddress().getHostAddress();
        System.out.println("Sluice serves " + server.root() + " at ftp://"
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/, pid "
                + ProcessHandle.current().pid());
        System.out.flush();
    }

    /** In one step, so that who waits for the file never reads half of it. */
    private static void writePortFile(Path file, int port) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.writeString(fresh, port + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException("Cannot write --port-file " + file + ": " + e, e);
        }
    }

    private SluiceBuilder builder(Path root) throws IOException {
        if (limits.drain < 0) {
            throw usage("--drain-timeout cannot be negative.");
        }
        InetAddress host = address("--host", listening.host);
        SluiceBuilder builder = Sluice.builder(root)
                .ftp(options -> ftp(options, host))
                .readOnly(access.readOnly)
                .maxSessions(limits.sessions)
                .memory(limits.memory.map(this::memory).orElseGet(SluiceBuilder::defaultMemory))
                .banAfter(access.banAfter, Duration.ofSeconds(access.banTime))
                .keepParts(!uploads.discardParts, Duration.ofHours(uploads.partMaxAge))
                .fsync(uploads.fsync)
                .inline(inline());
        limits.sessionsPerAddress.ifPresent(builder::maxSessionsPerAddress);
        Map<String, String> accounts = accounts();
        accounts.forEach(builder::user);
        anonymous(host, !accounts.isEmpty()).ifPresent(builder::anonymous);
        return builder;
    }

    private Inline inline() {
        return switch (disk.pace) {
            case "auto" -> Inline.AUTO;
            case "fast" -> Inline.ALWAYS;
            case "slow" -> Inline.NEVER;
            default -> throw usage("--disk takes auto, fast or slow, not " + disk.pace);
        };
    }

    private void ftp(FtpOptions options, InetAddress host) {
        options.address(new InetSocketAddress(host, listening.port))
                .timeouts(
                        Duration.ofSeconds(limits.login),
                        Duration.ofSeconds(limits.idle),
                        Duration.ofSeconds(limits.data))
                .foreignData(data.foreign);
        listening.showPid.ifPresent(options::tellProcessId);
        data.passivePorts.ifPresent(range -> options.passivePorts(PortRange.parse(range)));
        data.passiveHost.ifPresent(name -> options.passiveHost(address("--passive-host", name)));
    }

    private long memory(String size) {
        try {
            return ByteSize.parse(size);
        } catch (IllegalArgumentException e) {
            throw usage("--memory: " + e.getMessage());
        }
    }

    /** Names and passwords, from the file, the command line and the environment. */
    private Map<String, String> accounts() throws IOException {
        Map<String, String> accounts = new LinkedHashMap<>();
        if (access.passwordFile.isPresent()) {
            accounts.putAll(PasswordFile.read(access.passwordFile.get()));
        }
        for (String user : access.users) {
            add(user, accounts, "--user takes NAME:PASSWORD, with a colon after the name.");
        }
        List<String> lines =
                Optional.ofNullable(System.getenv(USERS)).orElse("").lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (!line.isEmpty()) {
                add(
                        line,
                        accounts,
                        USERS + ": line " + number + " is not NAME:PASSWORD; ./sluice adds there what --user says.");
            }
        }
        return accounts;
    }

    /** No message repeats {@code user}: it may be a password. */
    private void add(String user, Map<String, String> accounts, String whenItIsNone) {
        int colon = user.indexOf(':');
        if (colon < 1) {
            throw usage(whenItIsNone);
        }
        String name = user.substring(0, colon);
        if (colon == user.length() - 1) {
            throw usage("The password of " + name + " is empty.");
        }
        if (accounts.put(name, user.substring(colon + 1)) != null) {
            throw usage("There are two passwords for " + name + ".");
        }
    }

    private Optional<Rights> anonymous(InetAddress host, boolean accounts) {
        if (access.anonymous.isEmpty() && !accounts && access.passwordFile.isEmpty()) {
            if (!host.isLoopbackAddress()) {
                throw usage("Others can reach " + listening.host + ", so say who may enter: --user NAME:PASSWORD,"
                        + " --password-file FILE, --anonymous read or --anonymous write.");
            }
            return Optional.of(Rights.WRITE);
        }
        return switch (access.anonymous.orElse("off")) {
            case "off" -> {
                if (!accounts) {
                    throw usage("Nobody could log in: guests may not, and there is no account.");
                }
                yield Optional.empty();
            }
            case "read" -> Optional.of(Rights.READ);
            case "write" -> Optional.of(Rights.WRITE);
            default -> throw usage("--anonymous takes off, read or write, not " + access.anonymous.get());
        };
    }

    private InetAddress address(String option, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw usage(option + ": no such address: " + host);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
