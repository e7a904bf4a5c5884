package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The system's TCP sockets. */
final class SocketNetwork implements Network {

    private final EventLoop loop;
    private boolean prepared;

    SocketNetwork(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public Acceptor listen(InetSocketAddress address, int backlog, Acceptor.Target target) throws IOException {
        if (!prepared) {
            // The JDK opens descriptors of its own when it first closes a socket; when none are left, that is an Error.
            SocketChannel.open().close();
            prepared = true;
        }
        ServerSocketChannel channel = bind(address, backlog);
        try {
            return new SocketAcceptor(loop, channel, target);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The JDK's own choice of family would make 0.0.0.0 listen on all IPv6 addresses too. */
    private static ServerSocketChannel bind(InetSocketAddress address, int backlog) throws IOException {
        ServerSocketChannel channel = address.getAddress() instanceof Inet4Address
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
        try {
            return channel.bind(address, backlog);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Connector connect(
            InetSocketAddress local, InetSocketAddress remote, long timeoutNanos, Connector.Outcome outcome)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            // Unbound where there is no wish: a port that connect() chooses may serve many remote ports, one from
            // bind() only one.
            if (!local.getAddress().isAnyLocalAddress() || local.getPort() != 0) {
                // Its port may be used again at once: else a minute's transfers would use up all that the system has.
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(local);
            }
            return SocketConnector.start(loop, channel, remote, timeoutNanos, outcome);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
