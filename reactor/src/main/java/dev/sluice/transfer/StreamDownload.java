package dev.sluice.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;

/**
 * Bytes that are made on the pool, a buffer at a time, and sent by the loop: listings, TYPE A, files of other file systems. The next
 * buffer is made when the last one is sent, so a slow client holds one buffer and no more.
 */
public final class StreamDownload extends Transfer {

    /** Makes the bytes. Called on the pool, never twice at a time; closed when the transfer ends, or by the pool. */
    public interface Source extends Closeable {
        /**
         * Puts some bytes into {@code target}, at least one unless the end is reached.
         *
         * @return false when there will be no more
         */
        boolean fill(ByteBuffer target) throws IOException;
    }

    private final Source source;
    private final ByteBuffer buffer;
    private boolean more = true;

    /** Sends what {@code source} makes, and closes it. */
    public StreamDownload(TransferResources resources, Source source, Consumer<TransferOutcome> owner) {
        super(resources, owner);
        this.source = source;
        this.buffer = resources.buffers().take();
    }

    @Override
    void begin() {
        fill();
    }

    private void fill() {
        onPool(() -> source.fill(buffer.clear()), hasMore -> {
            more = hasMore;
            buffer.flip();
            move();
        });
    }

    @Override
    void move() throws IOException {
        if (buffer.hasRemaining()) {
            moved(transport().write(buffer));
        }
        if (buffer.hasRemaining()) {
            transport().want(SelectionKey.OP_WRITE);
        } else if (more) {
            fill();
        } else {
            complete();
        }
    }

    @Override
    void release(boolean complete) throws IOException {
        resources.buffers().giveBack(buffer);
        source.close();
    }

    @Override
    public String name() {
        return "stream download";
    }
}
