package dev.sluice.loop;

/**
 * One pending call at a deadline, made by {@link EventLoop#timer}. A timer fires once per arming and may be armed again at any time,
 * also by its own action.
 *
 * <p>Timers are meant to be lazy: an endpoint that sees activity stores a timestamp and leaves its timer alone; when the timer fires
 * early, its action arms it again for what is left. A busy connection thus costs the queue nothing.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class Timer {

    static final int NOT_QUEUED = -1;

    /** No deadline is farther away, so that the difference of any two fits a long: 146 years. */
    private static final long FAR = Long.MAX_VALUE / 2;

    private final EventLoop loop;
    private final TimerQueue queue;
    private final String name;
    private final Runnable action;
    long deadline;
    int index = NOT_QUEUED;

    Timer(EventLoop loop, TimerQueue queue, String name, Runnable action) {
        this.loop = loop;
        this.queue = queue;
        this.name = name;
        this.action = action;
    }

    /**
     * Arms the timer to fire {@code nanos} nanoseconds from the loop's now, in place of any earlier arming. One that re-arms itself
     * fires in a later turn, even for 0.
     */
    public void fireAfter(long nanos) {
        loop.assertOnLoop();
        queue.set(this, loop.now() + Math.min(Math.max(1, nanos), FAR));
    }

    /** Makes sure that the timer fires within {@code nanos} nanoseconds; one that is due sooner stays as it is. */
    public void fireWithin(long nanos) {
        if (!isArmed() || deadline - loop.now() > nanos) {
            fireAfter(nanos);
        }
    }

    /** Disarms the timer; no effect on one that is not armed. */
    public void cancel() {
        loop.assertOnLoop();
        queue.remove(this);
    }

    /** Whether the timer waits to fire. */
    public boolean isArmed() {
        return index != NOT_QUEUED;
    }

    void fire() {
        action.run();
    }

    String name() {
        return name;
    }
}
