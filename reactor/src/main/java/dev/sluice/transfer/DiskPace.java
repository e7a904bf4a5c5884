package dev.sluice.transfer;

/**
 * How fast the disk behind one file is, by what calls to it took; so, whether the loop may make the next one itself. One slow call
 * on the loop is enough to leave the file to the pool; it comes back after a number of calls there in a row that were fast, since one
 * hiccup is not to slow down a long transfer.
 *
 * <p>Thread rule: the loop's thread only. Who calls the disk elsewhere brings the time along.
 */
final class DiskPace {

    private final long slowNanos;
    private final int fastCallsToReturn;
    private int fastCalls;
    private boolean fast = true;

    /** A disk that is held to be fast until a call takes more than {@code slowNanos}. */
    DiskPace(long slowNanos, int fastCallsToReturn) {
        this.slowNanos = slowNanos;
        this.fastCallsToReturn = fastCallsToReturn;
    }

    /** A disk that no loop should wait for, however fast it seems. */
    static DiskPace poolOnly() {
        DiskPace pace = new DiskPace(-1, Integer.MAX_VALUE);
        pace.fast = false;
        return pace;
    }

    /** Whether the loop may make the next call itself. */
    boolean isFast() {
        return fast;
    }

    /** A call that the loop made took {@code nanos}. */
    void tookOnLoop(long nanos) {
        if (nanos > slowNanos) {
            fast = false;
            fastCalls = 0;
        }
    }

    /** A call that the pool made took {@code nanos}. */
    void tookOnPool(long nanos) {
        fastCalls = nanos > slowNanos ? 0 : fastCalls + 1;
        fast |= fastCalls >= fastCallsToReturn;
    }
}
