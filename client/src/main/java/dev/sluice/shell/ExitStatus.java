package dev.sluice.shell;

import dev.sluice.client.Futures;
import dev.sluice.client.LocalFileException;
import dev.sluice.client.ReplyException;
import dev.sluice.ftp.LogText;
import dev.sluice.ftp.Reply;
import dev.sluice.ftp.Split;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/** How a command ended, and the exit code that says so to scripts. */
public enum ExitStatus {
    /** Everything was done. */
    OK(0),
    /** Something went wrong that none of the others is. */
    FAILED(1),
    /** The command line makes no sense. */
    USAGE(2),
    /** The remote file or directory does not exist. */
    NOT_FOUND(3),
    /** The server refused: wrong password, no permission, target exists. */
    REFUSED(4),
    /** The server can't be reached, was lost, or does not speak FTP. */
    NETWORK(5),
    /** A local file can't be read or written. */
    LOCAL(6),
    /** Ctrl-C. */
    INTERRUPTED(130);

    private static final List<String> MISSING =
            List.of("no such", "not found", "not exist", "n't exist", "can't find", "cannot find");
    private static final List<String> FORBIDDEN =
            List.of("denied", "permission", "permitted", "forbidden", "not allowed", "exists");

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** The process's exit code. */
    public int code() {
        return code;
    }

    /** The status for a failure. */
    static ExitStatus of(Throwable failure) {
        Throwable cause = Futures.cause(failure);
        if (cause instanceof ReplyException refused) {
            return ofReply(refused.command(), refused.reply());
        }
        if (cause instanceof LocalFileException) {
            return LOCAL;
        }
        if (cause instanceof UsageException || cause instanceof IllegalArgumentException) {
            return USAGE;
        }
        if (cause instanceof CancellationException) {
            return INTERRUPTED;
        }
        return cause instanceof IOException ? NETWORK : FAILED;
    }

    /** 550 is both "not found" and "not allowed"; the words tell which, and without any the command does. */
    private static ExitStatus ofReply(String command, Reply reply) {
        if (reply.code() / 10 == 42) {
            return NETWORK;
        }
        if (reply.code() != 550) {
            return REFUSED;
        }
        String text = reply.text().toLowerCase(Locale.ROOT);
        if (MISSING.stream().anyMatch(text::contains)) {
            return NOT_FOUND;
        }
        boolean writes = command.startsWith("STOR") || command.startsWith("APPE") || command.startsWith("MKD");
        return writes || FORBIDDEN.stream().anyMatch(text::contains) ? REFUSED : NOT_FOUND;
    }

    /** What went wrong, in one line. */
    static String message(Throwable failure) {
        Throwable cause = Futures.cause(failure);
        if (cause instanceof ReplyException refused) {
            String argument = Split.afterFirstWord(refused.command());
            return (argument.isEmpty() || argument.equals("****") ? "" : LogText.escape(argument) + ": ")
                    + LogText.escape(
                            refused.reply().lines().get(refused.reply().lines().size() - 1))
                    + " (" + refused.reply().code() + ")";
        }
        if (cause instanceof CancellationException) {
            return "interrupted";
        }
        String message = cause.getMessage();
        return LogText.escapeInvisible(message == null ? cause.toString() : message.replace('\n', ' '));
    }
}
