package dev.sluice.ftpd;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The life of a control connection.
 *
 * <pre>
 *   GREETING → LOGIN ⇄ READY ⇄ TRANSFERRING
 *                └──→ WORKING ←──┘  and back to where it came from
 *      any of them → CLOSING (the last reply is on its way) → CLOSED
 * </pre>
 */
enum ControlState {
    /** Accepted; the greeting is not out yet. */
    GREETING,
    /** Nobody is logged in. */
    LOGIN,
    /** Logged in, and no command runs. */
    READY,
    /** A command waits for the pool, or for its time. */
    WORKING,
    /** A command waits for its transfer. */
    TRANSFERRING,
    /** Takes no more commands; closes when the output is flushed. */
    CLOSING,
    /** Gone. */
    CLOSED;

    private static final Map<ControlState, Set<ControlState>> NEXT = Map.of(
            GREETING, EnumSet.of(LOGIN, CLOSING, CLOSED),
            LOGIN, EnumSet.of(READY, WORKING, CLOSING, CLOSED),
            READY, EnumSet.of(LOGIN, WORKING, TRANSFERRING, CLOSING, CLOSED),
            WORKING, EnumSet.of(LOGIN, READY, CLOSING, CLOSED),
            TRANSFERRING, EnumSet.of(LOGIN, READY, CLOSING, CLOSED),
            CLOSING, EnumSet.of(CLOSED),
            CLOSED, EnumSet.noneOf(ControlState.class));

    /** The state {@code next}, if it may follow this one. */
    ControlState to(ControlState next) {
        if (!NEXT.get(this).contains(next)) {
            throw new IllegalStateException("a control connection cannot go from " + this + " to " + next);
        }
        return next;
    }

    /** Whether a command is being carried out, so that others wait. */
    boolean isBusy() {
        return this == WORKING || this == TRANSFERRING;
    }

    boolean isOver() {
        return this == CLOSING || this == CLOSED;
    }
}
