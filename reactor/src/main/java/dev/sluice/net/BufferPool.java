package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers of one size, lent to transfers that cannot go by {@link java.nio.channels.FileChannel#transferTo} and taken back
 * when they end. At most {@code keep} idle buffers are kept; how many are lent is bounded by the number of sessions.
 *
 * <p>Thread rule: take and give back on the loop's thread; in between a buffer has one owner, on whatever thread.
 */
public final class BufferPool {

    private final EventLoop loop;
    private final int capacity;
    private final int keep;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
    private int lent;

    /** A pool of buffers of {@code capacity} bytes that keeps up to {@code keep} of them between uses. */
    public BufferPool(EventLoop loop, int capacity, int keep) {
        this.loop = loop;
        this.capacity = capacity;
        this.keep = keep;
    }

    /** Bytes that fit into each buffer. */
    public int capacity() {
        return capacity;
    }

    /** An empty buffer. */
    public ByteBuffer take() {
        loop.assertOnLoop();
        ByteBuffer buffer = idle.isEmpty()
                ? ByteBuffer.allocateDirect(capacity)
                : idle.pop().clear();
        lent++;
        return buffer;
    }

    /** Takes {@code buffer} back; its former owner must not touch it again. */
    public void giveBack(ByteBuffer buffer) {
        loop.assertOnLoop();
        lent--;
        if (idle.size() < keep) {
            idle.push(buffer);
        }
    }

    /** Buffers that were taken and not given back: 0 when no transfer runs. */
    public int lent() {
        return lent;
    }
}
