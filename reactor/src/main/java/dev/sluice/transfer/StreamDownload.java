package dev.sluice.transfer;

import dev.sluice.net.MemoryBudget;
import dev.sluice.transfer.TransferOutcome.Kind;
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
         * Puts some bytes into {@code target}; none only when it has worked for long enough, and wants to be called again.
         *
         * @return false when there will be no more
         */
        boolean fill(ByteBuffer target) throws IOException;

        /** Bytes of memory that it holds at most. */
        int memory();
    }

    private final Source source;
    private final LentBuffer buffer;
    private boolean more = true;

    /** Sends what {@code source} makes, and closes it; what both need is borrowed from {@code memory} when the connection is there. */
    public StreamDownload(
            TransferResources resources, MemoryBudget.Account memory, Source source, Consumer<TransferOutcome> owner) {
        super(resources, owner);
        this.source = source;
        this.buffer = new LentBuffer(resources.buffers(), memory, source.memory());
    }

    @Override
    void begin() {
        if (buffer.take()) {
            fill();
        } else {
            abort(Kind.NO_MEMORY);
        }
    }

    private void fill() {
        onPool(() -> source.fill(buffer.get().clear()), hasMore -> {
            more = hasMore;
            moved(0); // Whoever looks for what is to be sent does not stand still.
            buffer.get().flip();
            move();
        });
    }

    @Override
    void move() throws IOException {
        ByteBuffer bytes = buffer.get();
        if (bytes.hasRemaining()) {
            moved(transport().write(bytes));
        }
        if (bytes.hasRemaining()) {
            transport().want(SelectionKey.OP_WRITE);
        } else if (more) {
            fill();
        } else {
            complete();
        }
    }

    @Override
    void release(boolean complete) throws IOException {
        buffer.giveBack();
        source.close();
    }

    @Override
    public String name() {
        return "stream download";
    }
}
