package dev.sluice.load;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says when a free session may begin its next operation: at once in a closed loop; in an open one when the next is due, and as
 * long as there are any left where their number was ordered.
 *
 * <p>Thread rule: any thread; the loops of a run share one.
 */
final class Orders {

    /** Leave to begin an operation, which was due then if it was due at a time. */
    record Order(boolean isNone, OptionalLong due, boolean counted) {
        static final Order NONE = new Order(true, OptionalLong.empty(), false);
        static final Order NOW = new Order(false, OptionalLong.empty(), false);
        static final Order COUNTED = new Order(false, OptionalLong.empty(), true);
    }

    private static final double NANOS_PER_SECOND = 1e9;

    private final boolean scheduled;
    private final double interval;
    private final boolean limited;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong toBegin;
    private final AtomicLong toEnd;
    private final CompletableFuture<Long> lastEnded = new CompletableFuture<>();
    private volatile long start;
    private volatile long end = Long.MAX_VALUE;
    private volatile boolean counting;

    Orders(LoadPlan.Schedule schedule) {
        scheduled = schedule.rate().isPresent();
        interval = scheduled ? NANOS_PER_SECOND / schedule.rate().getAsDouble() : 0;
        limited = schedule.count().isPresent();
        toBegin = new AtomicLong(schedule.count().orElse(0));
        toEnd = new AtomicLong(schedule.count().orElse(0));
    }

    /** The first operation is due at {@code now}. */
    void start(long now) {
        start = now;
    }

    /** From here on operations count towards the number ordered. */
    void count() {
        counting = true;
    }

    /** No operation is due at {@code now} or later. */
    void stop(long now) {
        end = now;
    }

    /** Leave to begin an operation at {@code now}, or none. */
    Order take(long now) {
        if (scheduled) {
            return takeDue(now);
        }
        if (now - end >= 0) {
            return Order.NONE;
        }
        if (!limited || !counting) {
            return Order.NOW;
        }
        return toBegin.getAndDecrement() > 0 ? Order.COUNTED : Order.NONE;
    }

    private Order takeDue(long now) {
        while (true) {
            long number = begun.get();
            long due = due(number);
            if (due - now > 0 || due - end >= 0 || (limited && counting && toBegin.get() <= 0)) {
                return Order.NONE;
            }
            if (begun.compareAndSet(number, number + 1)) {
                boolean counted = limited && counting && toBegin.getAndDecrement() > 0;
                return new Order(false, OptionalLong.of(due), counted);
            }
        }
    }

    private long due(long number) {
        return start + (long) (number * interval);
    }

    /** An operation that was begun has ended. */
    void ended(Task task) {
        if (task.counted() && toEnd.decrementAndGet() == 0) {
            lastEnded.complete(System.nanoTime());
        }
    }

    /** Waits so long for the last one of the number ordered to end, or for {@code stopped}; true when either has come. */
    boolean isOver(CompletableFuture<Void> stopped, long nanos) throws InterruptedException {
        try {
            CompletableFuture.anyOf(lastEnded, stopped).get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither can fail", e);
        }
    }

    /** The time at which the last one of the number ordered has ended, or {@code now} if that is still to come. */
    long endedBy(long now) {
        return lastEnded.getNow(now);
    }

    boolean isScheduled() {
        return scheduled;
    }

    /** Nanoseconds from {@code now} until the next operation is due; negative when it was due before. */
    long nanosToNext(long now) {
        return due(begun.get()) - now;
    }

    /** Operations that were due before {@code now} and not begun. */
    long overdue(long now) {
        if (!scheduled) {
            return 0;
        }
        long last = now - end < 0 ? now : end;
        return Math.max(0, (long) ((last - start) / interval) + 1 - begun.get());
    }
}
