package dev.sluice.load;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How much a session may move now, if it goes at a steady rate like the player of a film. What it could not move because the server
 * was late it may catch up with, for a second's worth at most.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class Pace {

    /** How long a session rests that is ahead of its rate. */
    static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final double NANOS_PER_SECOND = 1e9;

    private final double bytesPerNano;
    private double allowed;
    private long last;
    private boolean running;

    /** A pace of so many bytes a second; no limit if empty. */
    Pace(OptionalLong bytesPerSecond) {
        this.bytesPerNano = bytesPerSecond.orElse(0) / NANOS_PER_SECOND;
    }

    /** Bytes that may be moved at {@code now}, 0 for none. */
    long allowance(long now) {
        if (bytesPerNano == 0) {
            return Long.MAX_VALUE;
        }
        if (!running) {
            running = true;
            last = now;
            allowed = bytesPerNano * REST_NANOS;
        }
        allowed = Math.min(allowed + bytesPerNano * (now - last), bytesPerNano * NANOS_PER_SECOND);
        last = now;
        return Math.max(0, (long) allowed);
    }

    void spend(long bytes) {
        allowed -= bytes;
    }
}
