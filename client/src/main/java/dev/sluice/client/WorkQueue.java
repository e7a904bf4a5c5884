package dev.sluice.client;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Tasks that run a few at a time, the newest first, and may add more: a tree is walked depth first, and what waits stays
 * small. It is done when nothing runs and nothing waits.
 *
 * <p>Thread rule: the loop's thread only; the tasks' futures must complete there, and not fail.
 */
final class WorkQueue {

    private final ArrayDeque<Supplier<CompletableFuture<Void>>> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final int limit;
    private int running;
    private boolean starting;
    private boolean stopped;

    WorkQueue(int limit) {
        this.limit = limit;
    }

    void add(Supplier<CompletableFuture<Void>> task) {
        if (!stopped) {
            waiting.push(task);
            start();
        }
    }

    /** Drops what waits, and what is added later; what runs comes to its end. */
    void stop() {
        stopped = true;
        waiting.clear();
    }

    CompletableFuture<Void> done() {
        return done;
    }

    /** A loop, not a recursion, though tasks may end at once. */
    private void start() {
        if (starting) {
            return;
        }
        starting = true;
        while (running < limit && !waiting.isEmpty()) {
            running++;
            Futures.whenEnded(waiting.pop().get(), (nothing, failure) -> {
                running--;
                start();
            });
        }
        starting = false;
        if (running == 0 && waiting.isEmpty()) {
            done.complete(null);
        }
    }
}
