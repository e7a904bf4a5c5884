package dev.sluice.transfer;

import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sluice.net.MemoryBudget;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes that are made on the pool, a buffer at a time, and sent by the loop: listings, TYPE A, files and connections without zero
 * copy. The next buffer is made when the last one is sent, so a slow client holds one buffer and no more.
 */
final class BufferedCopy implements Download.Way {

    private final Download transfer;
    private final Download.Source source;
    private final LentBuffer buffer;
    private boolean more = true;

    BufferedCopy(Download transfer, MemoryBudget.Account memory, Download.Source source) {
        this.transfer = transfer;
        this.source = source;
        this.buffer = new LentBuffer(transfer.resources.buffers(), memory, source.memory());
    }

    @Override
    public void begin() throws IOException {
        if (buffer.take()) {
            fill();
        } else {
            transfer.conclude(Kind.NO_MEMORY);
        }
    }

    private void fill() throws IOException {
        transfer.onPool(() -> source.fill(buffer.get().clear()), hasMore -> {
            more = hasMore;
            transfer.progress.moved(0); // Whoever looks for what is to be sent does not stand still.
            buffer.get().flip();
            move();
        });
    }

    @Override
    public void move() throws IOException {
        ByteBuffer bytes = buffer.get();
        if (bytes.hasRemaining()) {
            transfer.progress.moved(transfer.connection().write(bytes));
        }
        if (bytes.hasRemaining()) {
            transfer.connection().want(OP_WRITE);
        } else if (more) {
            fill();
        } else {
            transfer.sent();
        }
    }

    @Override
    public void giveBackMemory() {
        buffer.giveBack();
    }
}
