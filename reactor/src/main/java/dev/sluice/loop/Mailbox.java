package dev.sluice.loop;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/**
 * The only thread-safe door into the loop: any thread posts, the loop takes everything posted so far in one go. What is posted
 * while the loop works on a batch waits for the next turn, so a task that posts itself again starves nobody.
 *
 * <p>Its length is bounded by what its users may have under way: one result per offloaded job, one call per caller.
 */
final class Mailbox {

    private ArrayDeque<Runnable> incoming = new ArrayDeque<>();
    private ArrayDeque<Runnable> taken = new ArrayDeque<>();
    private boolean closed;

    /**
     * Adds a task.
     *
     * @return true if the mailbox was empty before, when the loop may be asleep and must be woken
     * @throws RejectedExecutionException when the loop has ended
     */
    synchronized boolean post(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the event loop has ended");
        }
        incoming.add(task);
        return incoming.size() == 1;
    }

    /** Everything posted since the last call, in order. The caller empties it; what it left, because an error threw it out, comes again. */
    synchronized ArrayDeque<Runnable> take() {
        if (taken.isEmpty()) {
            ArrayDeque<Runnable> empty = taken;
            taken = incoming;
            incoming = empty;
        }
        return taken;
    }

    /** Whether there is nothing to take. The taker's thread only. */
    synchronized boolean isEmpty() {
        return incoming.isEmpty() && taken.isEmpty();
    }

    /** Refuses further tasks. What was posted before can still be taken. */
    synchronized void close() {
        closed = true;
    }
}
