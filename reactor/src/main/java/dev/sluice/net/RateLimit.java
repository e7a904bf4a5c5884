package dev.sluice.net;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A token bucket that holds transfers to a rate: it fills as time goes by, and keeps no more than the bytes of some time. One
 * limit may be shared by all transfers of a loop, which then share its rate.
 *
 * <p>Who gets an allowance of 0 pauses for {@link #nanosToNext} and asks again. The limit reads no clock and draws no numbers by
 * itself: both are given to it, so that tests can.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class RateLimit {

    /** Lets everything pass. */
    public static final RateLimit NONE = new RateLimit(Double.POSITIVE_INFINITY, 1, 1);

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double STEADY_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final double bytesPerNano;
    private final double slice;
    private final double most;
    private double tokens;
    private long filledAt;
    private boolean used;

    private RateLimit(double bytesPerNano, double sliceNanos, double mostNanos) {
        this.bytesPerNano = bytesPerNano;
        this.slice = Math.max(1, bytesPerNano * sliceNanos);
        this.most = Math.max(2, bytesPerNano * mostNanos); // so that a slow one does not lose fractions
        this.tokens = slice;
    }

    /** A limit of so many bytes per second, at least 1. What is not used within 50 ms is lost. */
    public static RateLimit of(long bytesPerSecond) {
        return new RateLimit(perNano(bytesPerSecond), SLICE_NANOS, SLICE_NANOS);
    }

    /**
     * A rate to be kept, like that of a film that somebody watches: what could not be moved, because the other end was late, may be
     * caught up with, for a second's worth at most.
     */
    public static RateLimit steady(long bytesPerSecond) {
        return new RateLimit(perNano(bytesPerSecond), STEADY_SLICE_NANOS, NANOS_PER_SECOND);
    }

    private static double perNano(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a rate limit must be at least 1 byte per second: " + bytesPerSecond);
        }
        return bytesPerSecond / NANOS_PER_SECOND;
    }

    /**
     * Bytes that may be moved at {@code now}; 0 when the rate is used up. Crumbs are not given away: a transfer that keeps asking
     * would get them all, and those that pause nothing.
     */
    public long allowance(long now) {
        if (this == NONE) {
            return Long.MAX_VALUE;
        }
        if (!used) {
            used = true;
            filledAt = now;
        }
        // A timer's now may be a little earlier than that of the handler before it.
        if (now - filledAt > 0) {
            tokens = Math.min(most, tokens + bytesPerNano * (now - filledAt));
            filledAt = now;
        }
        return tokens < slice / 4 ? 0 : (long) tokens;
    }

    /** So many bytes were moved; of a shared limit it may be more than there were. */
    public void spend(long bytes) {
        if (this != NONE) {
            tokens -= bytes;
        }
    }

    /**
     * Nanoseconds until it is worth asking again. At random, half as long to half as long again: of transfers that always came
     * back together the first would always take what there is, and the others nothing.
     */
    public long nanosToNext(RandomGenerator random) {
        double pause = (Math.max(1, slice / 2) - tokens) / bytesPerNano;
        return Math.max(LEAST_PAUSE_NANOS, (long) (pause * random.nextDouble(0.5, 1.5)));
    }
}
