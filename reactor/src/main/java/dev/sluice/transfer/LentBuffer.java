package dev.sluice.transfer;

import dev.sluice.net.BufferPool;
import dev.sluice.net.MemoryBudget;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buffer of one transfer, which it takes when there are bytes to move and not before. It counts as borrowed, together with what
 * else the transfer holds meanwhile.
 *
 * <p>Thread rule: the loop's thread only; in between whoever works with the buffer.
 */
final class LentBuffer {

    private static final Logger log = LoggerFactory.getLogger(LentBuffer.class);

    private final BufferPool pool;
    private final MemoryBudget.Account memory;
    private final long bytes;
    private ByteBuffer buffer;

    /** Nothing yet; later a buffer of {@code pool}, and room for {@code besides} bytes. */
    LentBuffer(BufferPool pool, MemoryBudget.Account memory, long besides) {
        this.pool = pool;
        this.memory = memory;
        this.bytes = pool.capacity() + besides;
    }

    /** Takes the buffer, if it is not here already; false when there is no memory for it. */
    boolean take() {
        if (buffer == null && memory.borrow(bytes)) {
            try {
                buffer = pool.take();
            } catch (OutOfMemoryError e) {
                // The JVM has a limit of its own for direct buffers, and reaching it harms nobody else.
                log.warn("No memory for a buffer: {}", e.getMessage());
                memory.giveBack(bytes);
            }
        }
        return buffer != null;
    }

    /** The buffer, which was taken. */
    ByteBuffer get() {
        return buffer;
    }

    /** Gives back what was taken. */
    void giveBack() {
        if (buffer != null) {
            pool.giveBack(buffer);
            memory.giveBack(bytes);
            buffer = null;
        }
    }
}
