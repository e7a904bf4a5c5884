package dev.sluice.client;

import dev.sluice.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/** The bytes of one transfer on their way, in one of the two directions. */
abstract sealed class Flow {

    private long bytes;

    /**
     * Moves what can be moved now, up to {@code atMost} bytes.
     *
     * @return true at the end of the data
     */
    abstract boolean move(Transport transport, long atMost) throws IOException;

    /** What to wait for when nothing more can be moved. */
    abstract int ops();

    /** All bytes have arrived where they should. */
    abstract void complete() throws IOException;

    /** The transfer came to nothing. */
    abstract void abort() throws IOException;

    final long bytes() {
        return bytes;
    }

    final void moved(long count) {
        bytes += count;
    }

    /** From the server to a sink. */
    static final class Inflow extends Flow {
        private final ClientLoop shared;
        private final Sink sink;

        Inflow(ClientLoop shared, Sink sink) {
            this.shared = shared;
            this.sink = sink;
        }

        @Override
        boolean move(Transport transport, long atMost) throws IOException {
            ByteBuffer buffer = shared.takeDataBuffer();
            try {
                for (long left = atMost; left > 0; ) {
                    int count = transport.read(buffer.clear().limit((int) Math.min(left, buffer.capacity())));
                    if (count <= 0) {
                        return count < 0;
                    }
                    sink.write(buffer.flip());
                    moved(count);
                    left -= count;
                }
                return false;
            } finally {
                shared.giveBackDataBuffer(buffer);
            }
        }

        @Override
        int ops() {
            return SelectionKey.OP_READ;
        }

        @Override
        void complete() throws IOException {
            sink.complete();
        }

        @Override
        void abort() throws IOException {
            sink.abort();
        }
    }

    /** From a source to the server. */
    static final class Outflow extends Flow {
        private final Source source;

        Outflow(Source source) {
            this.source = source;
        }

        @Override
        boolean move(Transport transport, long atMost) throws IOException {
            for (long left = atMost; left > 0; ) {
                long count = source.send(transport, left);
                if (count <= 0) {
                    return count < 0;
                }
                moved(count);
                left -= count;
            }
            return false;
        }

        @Override
        int ops() {
            return SelectionKey.OP_WRITE;
        }

        @Override
        void complete() throws IOException {
            source.close();
        }

        @Override
        void abort() throws IOException {
            source.close();
        }
    }
}
