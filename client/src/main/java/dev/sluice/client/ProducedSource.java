package dev.sluice.client;

import dev.sluice.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends through a buffer of its own what a producer puts there. */
final class ProducedSource implements Source {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Producer producer;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);

    ProducedSource(Producer producer) {
        this.producer = producer;
    }

    @Override
    public long send(Transport to, long atMost) throws IOException {
        if (!buffer.hasRemaining()) {
            boolean more = producer.fill(buffer.clear());
            buffer.flip();
            if (!more) {
                return -1;
            }
        }
        int limit = buffer.limit();
        buffer.limit((int) Math.min(limit, buffer.position() + atMost));
        try {
            return to.write(buffer);
        } finally {
            buffer.limit(limit);
        }
    }
}
