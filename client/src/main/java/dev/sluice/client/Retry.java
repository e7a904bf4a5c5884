package dev.sluice.client;

import dev.sluice.ftp.ProtocolException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * When and how often to try again after a connection was lost: exponential back-off with jitter, so that clients that
 * lost the same server do not come back all at once.
 *
 * @param attempts how many in a row may fail without any progress; 1 never tries again
 * @param first the longest pause after the first failure; it doubles with each that follows
 * @param longest the longest pause of all; each is drawn between a quarter of its longest and that
 */
public record Retry(int attempts, Duration first, Duration longest) {

    /** Eight attempts, pauses of up to 0.25 s, 0.5 s … 10 s. */
    public static final Retry DEFAULT = new Retry(8, Duration.ofMillis(250), Duration.ofSeconds(10));

    /** Replies after which the same may go well in a moment: closing, no data connection, connection lost. */
    private static final Set<Integer> PASSING = Set.of(421, 425, 426);

    /** Checks that there is at least one attempt. */
    public Retry {
        if (attempts < 1 || first.isNegative() || longest.isNegative()) {
            throw new IllegalArgumentException("attempts must be at least 1, and pauses not negative");
        }
    }

    /** The same with another number of attempts. */
    public Retry withAttempts(int newAttempts) {
        return new Retry(newAttempts, first, longest);
    }

    /** Whether it makes sense to try again after {@code failure}: it was of the network, not of the request. */
    public static boolean isWorthwhile(Throwable failure) {
        Throwable cause = Futures.cause(failure);
        if (cause instanceof ReplyException refused) {
            return PASSING.contains(refused.reply().code());
        }
        return cause instanceof IOException
                && !(cause instanceof LocalFileException
                        || cause instanceof ProtocolException
                        || cause instanceof UnknownHostException);
    }

    /** The pause after so many failures in a row, in nanoseconds. */
    long pauseNanos(int failures, RandomGenerator random) {
        double most = Math.min((double) longest.toNanos(), first.toNanos() * Math.pow(2, failures - 1.0));
        return (long) (most * (0.25 + 0.75 * random.nextDouble()));
    }
}
