package dev.sluice.client;

import dev.sluice.loop.EventLoop;

/**
 * Starts what waits: when the handler that runs now has returned, never inside its call stack, and once, however often it was asked
 * to. So nothing begins in the middle of something else, and what ends at once and asks for more is a loop, not a recursion.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class Pump {

    private final EventLoop loop;
    private final Runnable work;
    private boolean asked;

    Pump(EventLoop loop, Runnable work) {
        this.loop = loop;
        this.work = work;
    }

    void ask() {
        if (!asked) {
            asked = true;
            loop.defer(this::run);
        }
    }

    private void run() {
        asked = false; // before the work, which may throw, and may ask again
        work.run();
    }
}
