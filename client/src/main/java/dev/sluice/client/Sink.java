package dev.sluice.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of a download go. Called on the loop's thread, so it must not block: a plain file is fine, a network is
 * not. Failures are thrown as {@link LocalFileException}; any other IOException counts as one of the connection.
 */
@FunctionalInterface
public interface Sink {

    /** Takes all of {@code data}, which is lent for this call. */
    void write(ByteBuffer data) throws IOException;

    /** All bytes have come, and the server confirms it. */
    default void complete() throws IOException {}

    /** The transfer has failed: lets go of everything and keeps what can be resumed. */
    default void abort() throws IOException {}

    /** A sink that drops everything. */
    static Sink discarding() {
        return data -> data.position(data.limit());
    }
}
