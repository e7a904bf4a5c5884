package dev.sluice.transfer;

/**
 * How many bytes one transfer may move in its turn. Large when few transfers are active, because long calls cost least per
 * byte; small when there are many, because the others wait meanwhile.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class TransferBudget {

    private final long perTurn;
    private final long least;
    private final long most;
    private int active;

    /**
     * Shares {@code perTurn} bytes among the active transfers, at least {@code least} and at most {@code most} bytes for each.
     */
    public TransferBudget(long perTurn, long least, long most) {
        this.perTurn = perTurn;
        this.least = least;
        this.most = most;
    }

    /** Bytes that each active transfer may move in its turn. */
    public long bytes() {
        return Math.max(least, Math.min(most, perTurn / Math.max(1, active)));
    }

    /** Transfers under way. */
    public int active() {
        return active;
    }

    void began() {
        active++;
    }

    void ended() {
        active--;
    }
}
