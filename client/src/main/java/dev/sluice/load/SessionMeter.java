package dev.sluice.load;

import java.util.Arrays;

/**
 * Measures one session: how long each phase lasts, and the whole, and how much it has done.
 *
 * <p>Thread rule: the loop's thread only.
 */
@SuppressWarnings("EnumOrdinal") // an EnumMap would box a number for each phase of each operation
final class SessionMeter {

    private static final int NOT_YET = -1;
    private static final Phase[] PHASES = Phase.values();

    private final LoadLoop owner;
    private final long[] laps = new long[PHASES.length];
    private long started;
    private long last;
    private long bytes;
    private long operations;

    SessionMeter(LoadLoop owner) {
        this.owner = owner;
    }

    /** Begins anew. */
    void start() {
        Arrays.fill(laps, NOT_YET);
        started = owner.nanos();
        last = started;
    }

    /** The task has waited for the session since it was due. */
    void waited(Task task) {
        task.due().ifPresent(due -> laps[Phase.WAITING.ordinal()] = started - due);
    }

    /** A phase ends now. Those of a session are noted at once, those of a task when it has ended well. */
    void lap(Phase phase) {
        long now = owner.nanos();
        if (phase.isSetup()) {
            owner.tally().phase(phase, now - last);
        }
        laps[phase.ordinal()] = now - last;
        last = now;
    }

    boolean hasLap(Phase phase) {
        return laps[phase.ordinal()] != NOT_YET;
    }

    /** So many bytes of the task's data have come or gone. */
    void moved(Task task, long count) {
        owner.tally().moved(task.index(), count);
        bytes += owner.tally().isCounting() ? count : 0;
    }

    /** The task has ended well. */
    void stop(Task task) {
        operations += owner.tally().isCounting() ? 1 : 0;
        for (Phase phase : PHASES) {
            if (hasLap(phase) && !phase.isSetup()) {
                owner.tally().phase(phase, laps[phase.ordinal()]);
            }
        }
        owner.tally().operation(task.index(), owner.nanos() - task.due().orElse(started));
    }

    /** How long the task has been under way, or overdue, in nanoseconds. */
    long since(Task task, long now) {
        return now - task.due().orElse(started);
    }

    long bytes() {
        return bytes;
    }

    long operations() {
        return operations;
    }

    /** Forgets what was counted in the warm-up. */
    void forget() {
        bytes = 0;
        operations = 0;
    }
}
