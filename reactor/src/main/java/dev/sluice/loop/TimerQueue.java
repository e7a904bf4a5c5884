package dev.sluice.loop;

import java.util.Arrays;

/**
 * A binary min-heap of {@link Timer}s by deadline. Each timer knows its place in the heap, so that moving or removing one costs
 * O(log n) and no search. Deadlines are compared by difference, as {@link Ticker} readings must be.
 */
final class TimerQueue {

    private Timer[] heap = new Timer[16];
    private int size;

    /** Puts {@code timer} at {@code deadline}, whether or not it was queued before. */
    void set(Timer timer, long deadline) {
        timer.deadline = deadline;
        if (timer.index == Timer.NOT_QUEUED) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            place(timer, size++);
        }
        siftUp(timer);
        siftDown(timer);
    }

    void remove(Timer timer) {
        int hole = timer.index;
        if (hole == Timer.NOT_QUEUED) {
            return;
        }
        timer.index = Timer.NOT_QUEUED;
        Timer last = heap[--size];
        heap[size] = null;
        if (last != timer) {
            place(last, hole);
            siftUp(last);
            siftDown(last);
        }
    }

    /** Removes and returns the earliest timer that is due at {@code now}, or null. */
    Timer pollDue(long now) {
        if (size == 0 || heap[0].deadline - now > 0) {
            return null;
        }
        Timer due = heap[0];
        remove(due);
        return due;
    }

    /** Nanoseconds from {@code now} to the earliest deadline, 0 if it has passed, {@link Long#MAX_VALUE} when nothing waits. */
    long nanosToNext(long now) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, heap[0].deadline - now);
    }

    int size() {
        return size;
    }

    private void siftUp(Timer timer) {
        while (timer.index > 0) {
            Timer parent = heap[(timer.index - 1) / 2];
            if (!isBefore(timer, parent)) {
                return;
            }
            swap(timer, parent);
        }
    }

    private void siftDown(Timer timer) {
        for (int child = 2 * timer.index + 1; child < size; child = 2 * timer.index + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], timer)) {
                return;
            }
            swap(heap[child], timer);
        }
    }

    private void swap(Timer a, Timer b) {
        int place = a.index;
        place(a, b.index);
        place(b, place);
    }

    private void place(Timer timer, int index) {
        heap[index] = timer;
        timer.index = index;
    }

    private static boolean isBefore(Timer a, Timer b) {
        return a.deadline - b.deadline < 0;
    }
}
