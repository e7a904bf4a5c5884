package dev.sluice.load;

/**
 * One interval of a run, usually a second.
 *
 * @param measured whether it counts; if not, the sessions are being made or the server is warming up
 * @param seconds at its end, since that began
 * @param length of the interval in seconds
 * @param sessions that are logged in or at work
 * @param operations that ended well
 * @param bytes read and written on data connections
 * @param failures of operations and sessions
 * @param p50 median latency of the operations, in nanoseconds
 * @param p99 latency that 99 % of them did not exceed
 * @param max the longest latency
 */
public record Sample(
        boolean measured,
        double seconds,
        double length,
        int sessions,
        long operations,
        long bytes,
        long failures,
        long p50,
        long p99,
        long max) {

    /** Operations a second. */
    public double operationRate() {
        return operations / length;
    }

    /** Bytes a second, in MB/s (10<sup>6</sup>). */
    public double megabyteRate() {
        return bytes / 1e6 / length;
    }
}
