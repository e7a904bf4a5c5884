package dev.sluice.client;

import dev.sluice.loop.EventLoop;
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
    private final Pump pump;
    private final int limit;
    private int running;
    private boolean stopped;

    WorkQueue(EventLoop loop, int limit) {
        this.pump = new Pump(loop, this::start);
        this.limit = limit;
    }

    void add(Supplier<CompletableFuture<Void>> task) {
        if (!stopped) {
            waiting.push(task);
            pump.ask();
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

    private void start() {
        while (running < limit && !waiting.isEmpty()) {
            Supplier<CompletableFuture<Void>> task = waiting.pop();
            pump.ask(); // for what is left, should this one throw
            CompletableFuture<Void> ended = task.get();
            running++;
            Futures.whenEnded(ended, (nothing, failure) -> {
                running--;
                pump.ask();
            });
        }
        if (running == 0 && waiting.isEmpty()) {
            done.complete(null);
        }
    }
}
