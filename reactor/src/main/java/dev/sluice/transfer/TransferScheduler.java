package dev.sluice.transfer;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Turns;

/**
 * Who of a loop's transfers moves bytes when, and how many. They take turns, in the order in which they ask, and for a while only: then
 * commands have theirs. A turn is worth many bytes when few transfers are active, because long calls cost least per byte, and few when
 * there are many, because the others wait meanwhile.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class TransferScheduler {

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    private final Turns turns;
    private final long shared;
    private final long least;
    private final long most;
    private int active;

    /**
     * In each turn of {@code loop} as many transfers as begin within {@code nanos}; {@code shared} bytes divided among the active ones, at
     * least {@code least} and at most {@code most} bytes for each.
     */
    public TransferScheduler(EventLoop loop, long nanos, long shared, long least, long most) {
        this.turns = new Turns(loop, nanos);
        this.shared = shared;
        this.least = least;
        this.most = most;
    }

    /** The figures that measured best; docs/performance.md has them. */
    public static TransferScheduler of(EventLoop loop) {
        return new TransferScheduler(loop, 2_000_000, 32 * MIB, 256 * KIB, 16 * MIB);
    }

    /** Transfers under way. */
    public int active() {
        return active;
    }

    /** Bytes that an active transfer may move in its turn. */
    long bytes() {
        return Math.max(least, Math.min(most, shared / Math.max(1, active)));
    }

    /** Runs {@code turn}, in which a transfer moves bytes, when the others that asked before had theirs. */
    void ask(Runnable turn) {
        turns.ask(turn);
    }

    void began() {
        active++;
    }

    void ended() {
        active--;
    }
}
