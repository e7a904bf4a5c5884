package dev.sluice.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code sluice serve}, in the groups that its help shows. */
final class ServeOptions {

    private ServeOptions() {}

    /** Where to listen. */
    static final class Listening {
        @Option(
                names = "--host",
                paramLabel = "ADDRESS",
                defaultValue = "127.0.0.1",
                description = "Address to listen on; 0.0.0.0 for all of IPv4, :: for all (${DEFAULT-VALUE}).")
        String host;

        @Option(
                names = "--port",
                paramLabel = "N",
                defaultValue = "2121",
                description = "Port of the control connection; 0 lets the system choose (${DEFAULT-VALUE}).")
        int port;

        @Option(
                names = "--port-file",
                paramLabel = "FILE",
                description = "Write the port to FILE when the server listens; removed at exit.")
        Optional<Path> portFile;

        @Option(
                names = "--show-pid",
                negatable = true,
                description = "Tell the process id in the greeting, or nobody but who has logged in (told on a loopback"
                        + " address).")
        Optional<Boolean> showPid;
    }

    /** Who may enter. */
    static final class Access {
        @Option(
                names = "--user",
                paramLabel = "NAME:PASSWORD",
                description =
                        "Let NAME log in, to read and write. Repeatable. More of them, a line each, are taken from"
                                + " $$SLUICE_USERS, to which ./sluice moves them out of sight of ps.")
        List<String> users = new ArrayList<>();

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "The same for each line NAME:PASSWORD of FILE, which its owner alone may read.")
        Optional<Path> passwordFile;

        @Option(
                names = "--anonymous",
                paramLabel = "off|read|write",
                description = "What guests may do (write on a loopback address when there are no accounts, else off).")
        Optional<String> anonymous;

        @Option(names = "--read-only", description = "Refuse every change, whoever asks.")
        boolean readOnly;

        @Option(
                names = "--ban-after",
                paramLabel = "N",
                defaultValue = "10",
                description = "Wrong passwords from one address within 10 minutes after which it is banned;"
                        + " 0 for no bans (${DEFAULT-VALUE}).")
        int banAfter;

        @Option(
                names = "--ban-time",
                paramLabel = "SECONDS",
                defaultValue = "600",
                description = "How long a ban lasts (${DEFAULT-VALUE}).")
        int banTime;
    }

    /** How data connections are made. */
    static final class Data {
        @Option(
                names = "--passive-ports",
                paramLabel = "FROM-TO",
                description = "Ports for passive data connections, best below 32768: 30000-30099 (any free port).")
        Optional<String> passivePorts;

        @Option(
                names = "--passive-host",
                paramLabel = "ADDRESS",
                description = "IPv4 address that PASV tells clients, behind NAT (the one they connected to).")
        Optional<String> passiveHost;

        @Option(
                names = "--allow-foreign-data",
                description = "Allow data connections to other addresses than the client's, and to ports below 1024.")
        boolean foreign;
    }

    /** What there is at most. */
    static final class Limits {
        @Option(
                names = "--max-sessions",
                paramLabel = "N",
                defaultValue = "10000",
                description = "Sessions in all; further ones get 421 (${DEFAULT-VALUE}).")
        int sessions;

        @Option(
                names = "--max-sessions-per-address",
                paramLabel = "N",
                description = "Sessions from one client address, of IPv6 from a /64 (on a loopback address as many as"
                        + " --max-sessions, else a tenth of it and at least 10).")
        Optional<Integer> sessionsPerAddress;

        @Option(
                names = "--memory",
                paramLabel = "SIZE",
                description =
                        "What all sessions together may hold in memory, and those of one address half of; beyond it"
                                + " clients are told to come back later (a quarter of the heap).")
        Optional<String> memory;

        @Option(
                names = "--login-timeout",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "From the connection to the log-in (${DEFAULT-VALUE}).")
        int login;

        @Option(
                names = "--idle-timeout",
                paramLabel = "SECONDS",
                defaultValue = "300",
                description = "Between two commands (${DEFAULT-VALUE}).")
        int idle;

        @Option(
                names = "--data-timeout",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "For a data connection to come, and between two bytes on it (${DEFAULT-VALUE}).")
        int data;

        @Option(
                names = "--drain-timeout",
                paramLabel = "SECONDS",
                defaultValue = "30",
                description = "How long transfers under way may go on after the signal to stop (${DEFAULT-VALUE}).")
        int drain;
    }

    /** What the files lie on. */
    static final class Disk {
        @Option(
                names = "--disk",
                paramLabel = "auto|fast|slow",
                defaultValue = "auto",
                description =
                        "Whether it answers at once, so that short calls need no other thread; auto finds out by the"
                                + " kind of disk and by how long calls take (${DEFAULT-VALUE}).")
        String pace;
    }

    /** What becomes of uploads. */
    static final class Uploads {
        @Option(
                names = "--discard-parts",
                description = "Remove the part of a new file when its upload breaks off, so that it cannot be resumed.")
        boolean discardParts;

        @Option(
                names = "--part-max-age",
                paramLabel = "HOURS",
                defaultValue = "168",
                description = "Remove parts of broken uploads after this time (${DEFAULT-VALUE}).")
        int partMaxAge;

        @Option(names = "--fsync", description = "Confirm an upload only when it is on the disk.")
        boolean fsync;
    }

    /** What is logged. */
    static final class Logs {
        @Option(
                names = {"-v", "--verbose"},
                description = "Log every command and reply.")
        boolean verbose;

        @Option(
                names = "--xferlog",
                paramLabel = "FILE",
                description = "Append a line per transfer to FILE, in the standard xferlog format.")
        Optional<Path> xferlog;
    }
}
