package dev.sluice.shell;

import dev.sluice.client.ClientOptions;
import dev.sluice.client.DataMode;
import dev.sluice.client.Retry;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say who one is and how to talk with the server. */
final class ServerOptions {

    @Option(
            names = "--user",
            paramLabel = "NAME[:PASSWORD]",
            description = "Who to log in as where the URL does not say. Without a password it is asked for.")
    private Optional<String> user;

    @Option(names = "--active", description = "Let the server make the data connections.")
    private boolean active;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Give a server up that says nothing for so long (${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "7",
            description = "Try again so often after a lost connection (${DEFAULT-VALUE}).")
    private int retries;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "Files to transfer at a time, each over a session of its own (${DEFAULT-VALUE}).")
    private int parallel;

    Optional<String> userName() {
        return user.map(text -> text.split(":", 2)[0]);
    }

    Optional<String> password() {
        return user.filter(text -> text.indexOf(':') >= 0).map(text -> text.split(":", 2)[1]);
    }

    ClientOptions client() {
        if (timeoutSeconds < 1) {
            throw new UsageException("--timeout must be at least 1 second, not " + timeoutSeconds);
        }
        Duration stall = Duration.ofSeconds(timeoutSeconds);
        Duration connect = ClientOptions.DEFAULT.connectTimeout();
        return ClientOptions.DEFAULT.withTimeouts(connect.compareTo(stall) < 0 ? connect : stall, stall);
    }

    DataMode dataMode() {
        return active ? DataMode.ACTIVE : DataMode.PASSIVE;
    }

    Retry retry() {
        if (retries < 0) {
            throw new UsageException("--retries can't be negative: " + retries);
        }
        return Retry.DEFAULT.withAttempts(retries + 1);
    }

    int parallel() {
        if (parallel < 1 || parallel > 1000) {
            throw new UsageException("--parallel must be 1 to 1000, not " + parallel);
        }
        return parallel;
    }
}
