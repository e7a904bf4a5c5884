package dev.sluice.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes on their way, in order. */
final class Bytes {

    private byte[] bytes = new byte[256];
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    void add(ByteBuffer from, int count) {
        makeRoom(count);
        from.get(bytes, end, count);
        end += count;
    }

    void take(ByteBuffer to, int count) {
        to.put(bytes, start, count);
        drop(count);
    }

    void moveTo(Bytes other, int count) {
        other.add(ByteBuffer.wrap(bytes, start, count), count);
        drop(count);
    }

    void clear() {
        start = 0;
        end = 0;
    }

    byte[] toArray() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    void drop(int count) {
        start += count;
        if (start == end) {
            clear();
        }
    }

    private void makeRoom(int more) {
        if (end + more > bytes.length) {
            int size = size();
            byte[] target = size + more > bytes.length ? new byte[2 * (size + more)] : bytes;
            System.arraycopy(bytes, start, target, 0, size);
            bytes = target;
            start = 0;
            end = size;
        }
    }
}
