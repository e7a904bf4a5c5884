package dev.sluice.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes waiting to be written, in order. It owns memory only while something waits, so an idle session has none.
 *
 * <p>Its owner looks at {@link #size} and stops taking input above a high mark of its own, far below {@link #LIMIT}.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class OutputQueue {

    /** Bytes that may wait at most. */
    public static final int LIMIT = 1 << 20;

    private static final int FIRST_CAPACITY = 256;
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int start;
    private int end;

    /**
     * Appends {@code more}.
     *
     * @throws IllegalStateException when more than {@link #LIMIT} bytes would wait: the owner did not look
     */
    public void add(byte[] more) {
        if (more.length > LIMIT - size()) {
            throw new IllegalStateException(size() + " bytes wait to be written; there is no room for " + more.length);
        }
        if (end + more.length > bytes.length) {
            makeRoom(more.length);
        }
        System.arraycopy(more, 0, bytes, end, more.length);
        end += more.length;
    }

    /**
     * Writes as much as the connection takes now.
     *
     * @return true when nothing is left
     */
    public boolean flush(Transport transport) throws IOException {
        if (start < end) {
            start += transport.write(ByteBuffer.wrap(bytes, start, end - start));
        }
        if (start < end) {
            return false;
        }
        bytes = NONE;
        start = 0;
        end = 0;
        return true;
    }

    /** Bytes that wait. */
    public int size() {
        return end - start;
    }

    /** Bytes of memory that the queue holds. */
    public int capacity() {
        return bytes.length;
    }

    private void makeRoom(int more) {
        int size = size();
        int capacity = Math.max(FIRST_CAPACITY, bytes.length);
        while (capacity < size + more) {
            capacity *= 2;
        }
        byte[] target = capacity == bytes.length ? bytes : Arrays.copyOf(NONE, capacity);
        System.arraycopy(bytes, start, target, 0, size);
        bytes = target;
        start = 0;
        end = size;
    }
}
