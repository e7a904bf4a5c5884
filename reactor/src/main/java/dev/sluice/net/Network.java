package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Where connections come from, for one loop: the system's sockets, or a simulated world in a test. Whoever listens or connects is
 * given {@link Transport}s and knows no sockets.
 *
 * <p>Thread rule: the loop's thread only.
 */
public interface Network {

    /** The system's TCP sockets, on {@code loop}. */
    static Network sockets(EventLoop loop) {
        return new SocketNetwork(loop);
    }

    /**
     * Listens on {@code address} and on no other; port 0 lets the system choose.
     *
     * @param backlog connections that may wait until they are accepted
     * @param target takes over what is accepted
     * @throws IOException when the address cannot be bound; a {@link java.net.BindException} when another program has the port
     */
    Acceptor listen(InetSocketAddress address, int backlog, Acceptor.Target target) throws IOException;

    /**
     * Begins to connect to {@code remote}, which must be resolved: the loop never asks a name server.
     *
     * @param local the address to connect from; port 0 for any, the wildcard address for the one that routing chooses
     * @param outcome told once what came of it, never before this method has returned
     * @throws IOException when the attempt fails at once (no descriptors, an address that cannot be bound, refused)
     */
    Connector connect(InetSocketAddress local, InetSocketAddress remote, long timeoutNanos, Connector.Outcome outcome)
            throws IOException;
}
