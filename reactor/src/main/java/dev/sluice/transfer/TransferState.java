package dev.sluice.transfer;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The life of a transfer.
 *
 * <pre>
 *   WAITING → MOVING ⇄ ON_POOL
 *      └─────────┴────────┴──→ FINISHING → ENDED
 * </pre>
 */
enum TransferState {
    /** There is no connection yet. */
    WAITING,
    /** Bytes go over the connection, as it is ready and as it is the transfer's turn. */
    MOVING,
    /** A job on the pool has the file and the buffer; the connection rests. An end waits until the job is back. */
    ON_POOL,
    /** How it ends is certain, and it lets go of the file: puts it in place, drops it or closes it. */
    FINISHING,
    /** Its owner is told. */
    ENDED;

    private static final Map<TransferState, Set<TransferState>> NEXT = Map.of(
            WAITING, EnumSet.of(MOVING, FINISHING),
            MOVING, EnumSet.of(ON_POOL, FINISHING),
            ON_POOL, EnumSet.of(MOVING, FINISHING),
            FINISHING, EnumSet.of(ENDED),
            ENDED, EnumSet.noneOf(TransferState.class));

    /** The state {@code next}, if it may follow this one. */
    TransferState to(TransferState next) {
        if (!NEXT.get(this).contains(next)) {
            throw new IllegalStateException("a transfer cannot go from " + this + " to " + next);
        }
        return next;
    }

    /** Whether no byte moves any more. */
    boolean isOver() {
        return this == FINISHING || this == ENDED;
    }
}
