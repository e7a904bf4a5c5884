package dev.sluice.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code sluice load}, in the groups that its help shows. */
final class LoadOptions {

    private LoadOptions() {}

    /** What the sessions do, one of these. */
    static final class What {
        @Option(
                names = "--download",
                paramLabel = "PATH|GLOB",
                description = "Download files, at random where there are several.")
        Optional<String> download = Optional.empty();

        @Option(
                names = "--upload",
                paramLabel = "SIZE[..SIZE[,log]]",
                description =
                        "Upload files of such sizes to DIR, evenly spread or by octaves; they are deleted in the end.")
        Optional<String> upload = Optional.empty();

        @Option(names = "--list", paramLabel = "PATH", description = "List a directory by LIST.")
        Optional<String> list = Optional.empty();

        @Option(names = "--mlsd", paramLabel = "PATH", description = "List a directory by MLSD.")
        Optional<String> mlsd = Optional.empty();

        @Option(names = "--noop", description = "Send NOOP.")
        boolean noop;

        @Option(names = "--login", description = "Connect, log in, quit.")
        boolean login;

        @Option(names = "--idle", description = "Log in, and stay.")
        boolean idle;

        @Option(
                names = "--mix",
                paramLabel = "FILE",
                description = "Several of these by weight; FILE has a line for each, such as: 70 download /pub/*")
        Optional<Path> mix = Optional.empty();
    }

    /** How they do it. */
    static final class How {
        @Option(
                names = {"-n", "--sessions"},
                paramLabel = "N",
                defaultValue = "10",
                description = "Sessions at a time (${DEFAULT-VALUE}).")
        int sessions;

        @Option(
                names = "--loops",
                paramLabel = "N",
                defaultValue = "1",
                description = "Event loops, each with a thread (${DEFAULT-VALUE}).")
        int loops;

        @Option(
                names = "--sources",
                paramLabel = "NETWORK",
                description = "Connect from many addresses, such as 127.0.0.0/24, so that ports do not run out.")
        Optional<String> sources;

        @Option(
                names = "--pace",
                paramLabel = "RATE",
                description = "Read and write at most so much per session, such as 2MB/s.")
        Optional<String> pace;

        @Option(
                names = "--users-at",
                paramLabel = "RATE",
                description =
                        "Search for the most users that the server can hold at such a rate each, up to --sessions.")
        Optional<String> usersAt;

        @Option(
                names = "--new-names",
                description = "Upload each file under a new name, for servers that let nobody overwrite.")
        boolean newNames;

        @Option(names = "--keep", description = "Leave the uploaded files on the server.")
        boolean keep;

        @Option(names = "--ascii", description = "Transfer as text (TYPE A).")
        boolean ascii;

        @Option(names = "--verify", description = "Compare the content of each download with that of the first.")
        boolean verify;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "30",
                description = "How long anything may go on without progress (${DEFAULT-VALUE}).")
        double timeout;
    }

    /** When they do it. */
    static final class When {
        @Option(
                names = "--duration",
                paramLabel = "SECONDS",
                description = "How long to measure (10, or as long as --count takes).")
        Optional<Double> duration;

        @Option(names = "--count", paramLabel = "N", description = "Measure until so many operations have ended.")
        Optional<Long> count;

        @Option(
                names = "--warm-up",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "Load before the measurement (${DEFAULT-VALUE}).")
        double warmUp;

        @Option(
                names = "--ramp-up",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "Begin the sessions evenly over this time (as fast as they log in).")
        double rampUp;

        @Option(
                names = "--rate",
                paramLabel = "N[/s]",
                description =
                        "Begin N operations a second on schedule, and count latencies from the time when they were"
                                + " due, so that a server that stalls does not hide those who wait. Without it each session"
                                + " begins the next operation when the last has ended.")
        Optional<String> rate;

        @Option(
                names = "--think",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "Pause of a session between two operations (${DEFAULT-VALUE}).")
        double think;
    }

    /** What becomes of the result. */
    static final class Results {
        @Option(
                names = "--server-pid",
                paramLabel = "PID",
                description = "Say what it costs the server: CPU of this process and its children, on this machine.")
        Optional<Long> serverPid;

        @Option(
                names = {"-q", "--quiet"},
                description = "No line per second.")
        boolean quiet;

        @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON; - for standard output.")
        Optional<Path> json;

        @Option(
                names = "--hdr",
                paramLabel = "FILE",
                description = "Write the full histograms in HdrHistogram's log format.")
        Optional<Path> hdr;

        @Option(names = "--html", paramLabel = "FILE", description = "Write the result as one page, with pictures.")
        Optional<Path> html;

        @Option(names = "--plot", paramLabel = "FILE.png", description = "Draw latencies and rates.")
        Optional<Path> plot;
    }
}
