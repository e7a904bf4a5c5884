package dev.sluice.loop;

/**
 * Up to when everything that had arrived has been handed to its handlers: up to when the selector was last asked, unless there was more
 * than it hands out at a time. Then it takes turns over all keys, and when it has been through, all is seen.
 */
final class Horizon {

    /** Ready channels in one look from which on there may be more: the JDK hands out at most 1 024 at a time. */
    private static final int FULL_BATCH = 512;

    private long since;
    private long until;
    private int fullBatches;

    Horizon(long now) {
        until = now;
    }

    /** The selector was asked at {@code asked}, and had {@code ready} of its {@code keys} ready. */
    void looked(long asked, int ready, int keys) {
        if (fullBatches == 0) {
            since = asked;
        }
        if (ready < FULL_BATCH || (long) fullBatches * FULL_BATCH > keys) {
            until = since;
            fullBatches = 0;
        } else {
            fullBatches++;
        }
    }

    /** The time up to which all is seen. */
    long until() {
        return until;
    }
}
