package dev.sluice.loop;

import java.util.ArrayDeque;

/**
 * Lets those who have much to do go on one after another, in the order in which they asked: after what else there is to do in a turn
 * of the loop, and not for long, so that nobody who wants little waits for all who want much.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class Turns {

    private final EventLoop loop;
    private final long nanosPerTurn;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;

    /** In one turn of {@code loop} as many steps as begin within {@code nanosPerTurn}, and at least one. */
    public Turns(EventLoop loop, long nanosPerTurn) {
        this.loop = loop;
        this.nanosPerTurn = nanosPerTurn;
    }

    /** Runs {@code step}, which does some of the work, when it is its turn. */
    public void ask(Runnable step) {
        waiting.add(step);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            loop.nextTurn(this::run);
        }
    }

    private void run() {
        scheduled = false;
        long start = loop.ticker().nanos();
        try {
            int left = waiting.size(); // who asks again meanwhile waits for the next turn
            do {
                waiting.remove().run();
                left--;
            } while (left > 0 && loop.ticker().nanos() - start < nanosPerTurn);
        } finally {
            if (!waiting.isEmpty()) {
                schedule();
            }
        }
    }
}
