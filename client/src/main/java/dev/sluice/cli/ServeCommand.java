package dev.sluice.cli;

import dev.sluice.server.Account.Permission;
import dev.sluice.server.FtpServer;
import dev.sluice.server.FtpServerBuilder;
import dev.sluice.server.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice serve}: runs an FTP server until a signal ends it. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Serves a folder over FTP.",
        footerHeading = "%nStopping:%n",
        footer = {
            "  SIGTERM or Ctrl-C lets transfers under way finish and then ends the server; a second one ends it at once.",
            "",
            "Examples:",
            "  sluice serve                              the sample files, for everybody on this machine",
            "  sluice serve /srv/pub --read-only         a folder, for reading",
            "  sluice serve /srv --host 0.0.0.0 --user ann:secret --passive-ports 50000-50099"
        })
final class ServeCommand implements Callable<Integer> {

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
    private final Listening listening = new Listening();

    @ArgGroup(validate = false, heading = "%nWho may enter:%n")
    private final Access access = new Access();

    @ArgGroup(validate = false, heading = "%nData connections:%n")
    private final Data data = new Data();

    @ArgGroup(validate = false, heading = "%nLimits:%n")
    private final Limits limits = new Limits();

    @ArgGroup(validate = false, heading = "%nUploads:%n")
    private final Uploads uploads = new Uploads();

    @ArgGroup(validate = false, heading = "%nLogs:%n")
    private final Logs logs = new Logs();

    private static final class Listening {
        @Option(
                names = "--host",
                paramLabel = "ADDRESS",
                defaultValue = "127.0.0.1",
                description = "Address to listen on; 0.0.0.0 or :: for all (${DEFAULT-VALUE}).")
        private String host;

        @Option(
                names = "--port",
                paramLabel = "N",
                defaultValue = "2121",
                description = "Port of the control connection; 0 lets the system choose (${DEFAULT-VALUE}).")
        private int port;

        @Option(
                names = "--port-file",
                paramLabel = "FILE",
                description = "Write the port to FILE when the server listens; removed at exit.")
        private Optional<Path> portFile;
    }

    private static final class Access {
        @Option(
                names = "--user",
                paramLabel = "NAME:PASSWORD",
                description = "Let NAME log in, to read and write. Repeatable.")
        private List<String> users = new ArrayList<>();

        @Option(
                names = "--anonymous",
                paramLabel = "off|read|write",
                description = "What guests may do (write on a loopback address when there is no --user, else off).")
        private Optional<String> anonymous;

        @Option(names = "--read-only", description = "Refuse every change, whoever asks.")
        private boolean readOnly;
    }

    private static final class Data {
        @Option(
                names = "--passive-ports",
                paramLabel = "FROM-TO",
                description = "Ports for passive data connections (any free port).")
        private Optional<String> passivePorts;

        @Option(
                names = "--passive-host",
                paramLabel = "ADDRESS",
                description = "IPv4 address that PASV tells clients, behind NAT (the one they connected to).")
        private Optional<String> passiveHost;

        @Option(
                names = "--allow-foreign-data",
                description = "Allow data connections to other addresses than the client's, and to ports below 1024.")
        private boolean foreign;
    }

    private static final class Limits {
        @Option(
                names = "--max-sessions",
                paramLabel = "N",
                defaultValue = "10000",
                description = "Sessions in all; further ones get 421 (${DEFAULT-VALUE}).")
        private int sessions;

        @Option(
                names = "--max-sessions-per-address",
                paramLabel = "N",
                defaultValue = "10000",
                description = "Sessions from one client address (${DEFAULT-VALUE}).")
        private int sessionsPerAddress;

        @Option(
                names = "--login-timeout",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "From the connection to the log-in (${DEFAULT-VALUE}).")
        private int login;

        @Option(
                names = "--idle-timeout",
                paramLabel = "SECONDS",
                defaultValue = "300",
                description = "Between two commands (${DEFAULT-VALUE}).")
        private int idle;

        @Option(
                names = "--data-timeout",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "For a data connection to come, and between two bytes on it (${DEFAULT-VALUE}).")
        private int data;

        @Option(
                names = "--drain-timeout",
                paramLabel = "SECONDS",
                defaultValue = "30",
                description = "How long transfers under way may go on after the signal to stop (${DEFAULT-VALUE}).")
        private int drain;
    }

    private static final class Uploads {
        @Option(
                names = "--discard-parts",
                description = "Remove the part of a new file when its upload breaks off, so that it cannot be resumed.")
        private boolean discardParts;

        @Option(
                names = "--part-max-age",
                paramLabel = "HOURS",
                defaultValue = "168",
                description = "Remove parts of broken uploads after this time (${DEFAULT-VALUE}).")
        private int partMaxAge;

        @Option(names = "--fsync", description = "Confirm an upload only when it is on the disk.")
        private boolean fsync;
    }

    private static final class Logs {
        @Option(
                names = {"-v", "--verbose"},
                description = "Log every command and reply.")
        private boolean verbose;

        @Option(
                names = "--xferlog",
                paramLabel = "FILE",
                description = "Append a line per transfer to FILE, in the standard xferlog format.")
        private Optional<Path> xferlog;
    }

    @Override
    public Integer call() throws IOException {
        Logging.serve(logs.verbose, logs.xferlog);
        FtpServerBuilder builder = builder(directory.isPresent() ? directory.get() : SampleFolder.prepare());
        FtpServer server = start(builder);
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
            server.stopped().join();
        } finally {
            server.close();
            if (listening.portFile.isPresent()) {
                Files.deleteIfExists(listening.portFile.get());
            }
        }
        return 0;
    }

    private FtpServer start(FtpServerBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (BindException e) {
            throw new IOException(
                    "Cannot listen on " + listening.host + ":" + listening.port + ": " + e.getMessage()
                            + ". Choose another --port; 0 takes any that is free.",
                    e);
        }
    }

    private void announce(FtpServer server) throws IOException {
        InetSocketAddress address = server.address();
        if (listening.portFile.isPresent()) {
            Path file = listening.portFile.get().toAbsolutePath();
            Path fresh = Files.createTempFile(file.getParent(), ".port", "");
            Files.writeString(fresh, address.getPort() + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        String host = address.getAddress().getHostAddress();
        System.out.println("Sluice serves " + server.root() + " at ftp://"
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/, pid "
                + ProcessHandle.current().pid());
        System.out.flush();
    }

    private FtpServerBuilder builder(Path root) {
        InetAddress host = address("--host", listening.host);
        FtpServerBuilder builder = FtpServer.builder(root)
                .address(new InetSocketAddress(host, listening.port))
                .readOnly(access.readOnly)
                .maxSessions(limits.sessions, limits.sessionsPerAddress)
                .timeouts(
                        Duration.ofSeconds(limits.login),
                        Duration.ofSeconds(limits.idle),
                        Duration.ofSeconds(limits.data))
                .foreignData(data.foreign)
                .keepParts(!uploads.discardParts, Duration.ofHours(uploads.partMaxAge))
                .fsync(uploads.fsync);
        for (String user : access.users) {
            int colon = user.indexOf(':');
            if (colon < 1) {
                throw usage("--user takes NAME:PASSWORD, not " + user);
            }
            builder.user(user.substring(0, colon), user.substring(colon + 1));
        }
        anonymous(host).ifPresent(builder::anonymous);
        data.passivePorts.ifPresent(range -> builder.passivePorts(portRange(range)));
        data.passiveHost.ifPresent(name -> builder.passiveHost(address("--passive-host", name)));
        return builder;
    }

    private Optional<Permission> anonymous(InetAddress host) {
        if (access.anonymous.isPresent()) {
            return switch (access.anonymous.get()) {
                case "off" -> {
                    if (access.users.isEmpty()) {
                        throw usage("Nobody could log in: --anonymous is off and there is no --user.");
                    }
                    yield Optional.empty();
                }
                case "read" -> Optional.of(Permission.READ);
                case "write" -> Optional.of(Permission.WRITE);
                default -> throw usage("--anonymous takes off, read or write, not " + access.anonymous.get());
            };
        }
        if (!access.users.isEmpty()) {
            return Optional.empty();
        }
        if (!host.isLoopbackAddress()) {
            throw usage("Others can reach " + listening.host + ", so say who may enter: --user NAME:PASSWORD,"
                    + " --anonymous read or --anonymous write.");
        }
        return Optional.of(Permission.WRITE);
    }

    private InetAddress address(String option, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ParameterException(spec.commandLine(), option + ": no such address: " + host, e);
        }
    }

    private PortRange portRange(String text) {
        try {
            return PortRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--passive-ports: " + e.getMessage(), e);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
