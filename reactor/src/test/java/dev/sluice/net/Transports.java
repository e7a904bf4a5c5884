package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Transports for tests that bring their own sockets. */
public final class Transports {

    private Transports() {}

    /** A plain connection over {@code channel}, which is connected. */
    public static Transport plain(EventLoop loop, SocketChannel channel) throws IOException {
        return PlainTransport.of(loop, channel);
    }
}
