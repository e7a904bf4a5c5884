package dev.sluice.loop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Two ends of one connection over loopback: {@code here} goes on the loop under test, {@code peer} stays blocking in the test's hands.
 */
public record SocketPair(SocketChannel here, SocketChannel peer) implements AutoCloseable {

    /** Connects a new pair. */
    public static SocketPair open() throws IOException {
        try (ServerSocketChannel listener = listener()) {
            SocketChannel peer = SocketChannel.open(listener.getLocalAddress());
            return new SocketPair(listener.accept(), peer);
        }
    }

    /** A blocking listener on a free port of the loopback address. */
    public static ServerSocketChannel listener() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    public void close() throws IOException {
        here.close();
        peer.close();
    }
}
