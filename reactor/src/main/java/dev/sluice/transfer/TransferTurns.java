package dev.sluice.transfer;

import dev.sluice.loop.EventLoop;
import java.util.ArrayDeque;

/**
 * Lets transfers move bytes one after another, in the order in which they asked: after what else there is to do in a turn of the loop,
 * and not for long, so that no command waits for all transfers.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class TransferTurns {

    private final EventLoop loop;
    private final long nanosPerTurn;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;

    /** In one turn of {@code loop} as many transfers as begin within {@code nanosPerTurn}, and at least one. */
    public TransferTurns(EventLoop loop, long nanosPerTurn) {
        this.loop = loop;
        this.nanosPerTurn = nanosPerTurn;
    }

    /** Runs {@code step}, which moves some bytes, when it is its turn. */
    void ask(Runnable step) {
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
