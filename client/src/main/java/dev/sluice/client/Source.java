package dev.sluice.client;

import dev.sluice.net.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of an upload come from. Called on the loop's thread, so it must not block. It belongs to the transfer
 * from the moment it is handed over, and is closed at its end, however that comes.
 */
public interface Source extends Closeable {

    /** Makes bytes for an upload. */
    @FunctionalInterface
    interface Producer {
        /**
         * Puts the next bytes into {@code buffer}, at least one.
         *
         * @return false, and nothing put, at the end
         */
        boolean fill(ByteBuffer buffer) throws IOException;
    }

    /**
     * Sends what fits, up to {@code atMost} bytes.
     *
     * @return bytes sent, 0 when the connection is full, -1 at the end
     * @throws LocalFileException when the bytes can't be had; any other IOException counts as one of the connection
     */
    long send(Transport to, long atMost) throws IOException;

    @Override
    default void close() throws IOException {}

    /** The bytes that {@code producer} makes. */
    static Source of(Producer producer) {
        return new ProducedSource(producer);
    }
}
