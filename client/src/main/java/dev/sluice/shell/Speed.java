package dev.sluice.shell;

/**
 * How fast something moves, smoothed so that people can read it: what happened a few seconds ago counts little.
 *
 * <p>Thread rule: one thread at a time.
 */
final class Speed {

    private static final double MEMORY_SECONDS = 3;

    private boolean started;
    private long then;
    private long position;
    private double seconds;
    private double rate;

    /** The rate in bytes per second, now that {@code newPosition} is reached; {@code now} is in nanoseconds. */
    double at(long now, long newPosition) {
        double passed = (now - then) / 1e9;
        if (started && passed > 0) {
            // At first the plain average, so that it does not have to climb from 0.
            seconds += passed;
            double weight = Math.max(passed / seconds, 1 - Math.exp(-passed / MEMORY_SECONDS));
            rate += (Math.max(0, newPosition - position) / passed - rate) * weight;
        }
        started = true;
        then = now;
        position = newPosition;
        return rate;
    }
}
