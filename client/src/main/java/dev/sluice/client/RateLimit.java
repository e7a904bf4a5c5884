package dev.sluice.client;

import java.util.random.RandomGenerator;

/**
 * A token bucket that holds transfers to a rate: every {@link #SLICE_NANOS} it fills up with the bytes of that time, and
 * keeps no more than those. One limit may be shared by all transfers of a loop, which then share its rate.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class RateLimit {

    /** Lets everything pass. */
    public static final RateLimit NONE = new RateLimit(Long.MAX_VALUE);

    private static final long SLICE_NANOS = 50_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long bytesPerSecond;
    private double tokens;
    private long filledAt;
    private boolean used;

    private RateLimit(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** A limit of so many bytes per second, at least 1. */
    public static RateLimit of(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a rate limit must be at least 1 byte per second: " + bytesPerSecond);
        }
        return new RateLimit(bytesPerSecond);
    }

    /**
     * Bytes that may be moved now; 0 when the rate is used up. Crumbs are not given away: a transfer that keeps asking would get
     * them all, and those that pause nothing.
     */
    long allowance(long now) {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        double perNano = bytesPerSecond / NANOS_PER_SECOND;
        double full = Math.max(1, SLICE_NANOS * perNano);
        tokens = used ? Math.min(full, tokens + (now - filledAt) * perNano) : full;
        filledAt = now;
        used = true;
        return tokens < full / 4 ? 0 : (long) tokens;
    }

    void spend(long bytes) {
        if (bytesPerSecond != Long.MAX_VALUE) {
            tokens -= bytes;
        }
    }

    /**
     * Nanoseconds until it is worth asking again. At random, half as long to half as long again: of transfers that always came
     * back together the first would always take what there is, and the others nothing.
     */
    long nanosToNext(RandomGenerator random) {
        double missing = Math.max(1, bytesPerSecond * (SLICE_NANOS / NANOS_PER_SECOND) / 2) - tokens;
        double pause = missing / bytesPerSecond * NANOS_PER_SECOND;
        return (long) Math.max(1_000_000, pause * random.nextDouble(0.5, 1.5));
    }
}
