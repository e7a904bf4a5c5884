package dev.sluice.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A listening address; see {@link Network#listen}. When the process has run out of descriptors it rests for a moment, in which
 * clients wait in the backlog.
 *
 * <p>Thread rule: the loop's thread only.
 */
public interface Acceptor extends AutoCloseable {

    /** Where an accepted connection goes. */
    @FunctionalInterface
    interface Target {
        /** Takes over {@code connection}, which rests; what it throws closes the connection and nothing else. */
        void accepted(Transport connection) throws IOException;

        /** Whether it is worth a look if another connection has come already; none is lost otherwise, the next turn looks again. */
        default boolean expectsMore() {
            return true;
        }
    }

    /** The address bound, with the port the system chose if none was asked for. */
    InetSocketAddress address();

    /**
     * Accepts now whatever has come by now, before this returns.
     *
     * @throws IOException when some of it cannot be accepted, for want of descriptors as a rule
     */
    void acceptNow() throws IOException;

    /** Stops listening. Accepted connections live on. Safe to call again. */
    @Override
    void close();
}
