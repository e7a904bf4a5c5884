package dev.sluice.sim;

/**
 * What the network does to those who use it.
 *
 * @param latency nanoseconds that bytes usually take
 * @param stall chance that a delivery takes seconds to minutes
 * @param reset chance that something on the way breaks a connection, after any byte
 * @param refused chance that a connection is refused
 * @param unanswered chance that it is never answered
 * @param noDescriptors chance that the system has no descriptor for a connection
 * @param resetDiscards whether a reset takes away what has come and was not read, as some systems have it
 * @param leastBuffer bytes that a connection holds in one direction, at least
 * @param mostBuffer at most
 */
record Weather(
        long latency,
        double stall,
        double reset,
        double refused,
        double unanswered,
        double noDescriptors,
        boolean resetDiscards,
        int leastBuffer,
        int mostBuffer) {

    private static final long[] LATENCIES = {0, 30_000, 1_000_000, 40_000_000};
    private static final int[] BUFFERS = {200, 2_000, 20_000, 100_000};

    /** Everything arrives, in pieces of any size. */
    static Weather calm(World world) {
        int buffer = BUFFERS[world.below(BUFFERS.length)];
        long latency = LATENCIES[world.below(LATENCIES.length)];
        return new Weather(latency, 0, 0, 0, 0, 0, false, buffer, buffer * 8);
    }

    /** Things go wrong. */
    static Weather rough(World world) {
        Weather calm = calm(world);
        return new Weather(
                calm.latency,
                world.chance(0.5) ? 0.002 : 0,
                0.1,
                0.03,
                0.03,
                0.01,
                world.chance(0.3),
                calm.leastBuffer,
                calm.mostBuffer);
    }

    boolean isCalm() {
        return reset == 0;
    }
}
