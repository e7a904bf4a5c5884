package dev.sluice.load;

import dev.sluice.loop.Timer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings the sessions of a loop in: as fast as they can log in, or one after another where the plan has them ramp up.
 *
 * <p>Thread rule: the loop's thread only, but for {@link #areOver}.
 */
final class Arrivals {

    /** Sessions that connect and log in at a time where no ramp-up says otherwise: no backlog of a server overflows. */
    private static final int AT_A_TIME = 64;

    private final boolean rampingUp;
    private final long interval;
    private final ArrayDeque<LoadSession> waiting;
    private final Set<LoadSession> underWay = new HashSet<>();
    private final AtomicInteger toCome;
    private final Timer ramp;

    Arrivals(LoadLoop owner, Collection<LoadSession> sessions) {
        long rampUp = owner.plan().schedule().rampUp().toNanos();
        this.rampingUp = rampUp > 0;
        this.interval = rampUp / Math.max(1, sessions.size());
        this.waiting = new ArrayDeque<>(sessions);
        this.toCome = new AtomicInteger(sessions.size());
        this.ramp = owner.loop().timer("load ramp-up", this::next);
    }

    void begin() {
        if (rampingUp) {
            next();
        } else {
            fillUp();
        }
    }

    private void fillUp() {
        while (underWay.size() < AT_A_TIME && !waiting.isEmpty()) {
            beginOne();
        }
    }

    /** One more session of a ramp-up: the n-th of N comes at n/N of its time. */
    private void next() {
        beginOne();
        if (!waiting.isEmpty()) {
            ramp.fireAfter(interval);
        }
    }

    private void beginOne() {
        LoadSession session = waiting.poll();
        underWay.add(session);
        session.connect();
    }

    /** The session has logged in, or failed to; only the first time counts. */
    void settled(LoadSession session) {
        if (underWay.remove(session)) {
            toCome.decrementAndGet();
            if (!rampingUp) {
                fillUp();
            }
        }
    }

    /** Whether every session has logged in, or failed to. Any thread. */
    boolean areOver() {
        return toCome.get() == 0;
    }

    /** Nobody else comes. */
    void stop() {
        waiting.clear();
        ramp.cancel();
    }
}
