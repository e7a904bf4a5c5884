package dev.sluice.client;

import java.util.Optional;

/**
 * The byte rate of something over time, from samples of how many bytes it has moved so far.
 *
 * <p>The definitions that everything in this project uses: 1 MB is 10<sup>6</sup> bytes. The <em>rate</em> of a sample is that of
 * the interval since the sample before it, the first one's since the start. The <em>average</em> of a sample is that of the last
 * {@value #WINDOW} intervals together: their bytes by their time, so that a long interval weighs more than a short one. As long as
 * there are fewer samples, it is that of all intervals since the start; the first sample's average is its rate.
 *
 * <p>Thread rule: one thread at a time.
 */
public final class RateMeter {

    /** Intervals that the average spans. */
    public static final int WINDOW = 60;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    /**
     * One sample.
     *
     * @param seconds since the start
     * @param bytes since the start
     * @param rate in this interval, in MB/s
     * @param average over the last {@value #WINDOW} intervals, in MB/s
     */
    public record Sample(double seconds, long bytes, double rate, double average) {}

    private final long[] nanos = new long[WINDOW + 1];
    private final long[] bytes = new long[WINDOW + 1];
    private final long start;
    private int samples;

    /** Starts at {@code startNanos} with 0 bytes. */
    public RateMeter(long startNanos) {
        start = startNanos;
        nanos[0] = startNanos;
    }

    /**
     * Takes a sample.
     *
     * @param nowNanos the time, on the same clock as the start
     * @param totalBytes bytes since the start
     * @return the sample, or nothing when no time has passed since the last one: its bytes count in the next
     */
    public Optional<Sample> sample(long nowNanos, long totalBytes) {
        int last = samples % nanos.length;
        if (nowNanos - nanos[last] <= 0) {
            return Optional.empty();
        }
        samples++;
        int next = samples % nanos.length;
        int first = Math.max(0, samples - WINDOW) % nanos.length;
        double rate = megabytesPerSecond(totalBytes - bytes[last], nowNanos - nanos[last]);
        double average = megabytesPerSecond(totalBytes - bytes[first], nowNanos - nanos[first]);
        nanos[next] = nowNanos;
        bytes[next] = totalBytes;
        return Optional.of(new Sample((nowNanos - start) / NANOS_PER_SECOND, totalBytes, rate, average));
    }

    /** A rate in MB/s; 0 when no time has passed. */
    public static double megabytesPerSecond(long bytes, long nanos) {
        return nanos <= 0 ? 0 : bytes / BYTES_PER_MEGABYTE / (nanos / NANOS_PER_SECOND);
    }
}
