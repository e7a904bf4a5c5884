package dev.sluice.loop;

import java.io.IOException;

/**
 * What an endpoint does when its channel is ready. Called by the loop's thread only, and never after {@link Registration#close}.
 */
public interface ReadyHandler {

    /**
     * The channel is ready for {@code readyOps} (bits of {@link java.nio.channels.SelectionKey}). An endpoint with several bits to
     * serve takes them in the order CONNECT, WRITE, READ: nothing can be written before the connection stands, and writing frees
     * the memory that reading would take.
     *
     * @throws IOException ends this endpoint: the loop passes it to {@link #failed}
     */
    void ready(int readyOps) throws IOException;

    /** {@link #ready} threw {@code cause}. Log it once, with the session, and close this endpoint; other endpoints go on. */
    void failed(Exception cause);

    /** A short name for statistics, the same for all endpoints of a kind. */
    default String name() {
        return getClass().getSimpleName();
    }
}
