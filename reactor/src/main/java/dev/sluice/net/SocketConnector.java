package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One TCP connection being made. */
final class SocketConnector implements Connector, ReadyHandler {

    private final EventLoop loop;
    private final SocketChannel channel;
    private final Transport transport;
    private final Outcome outcome;
    private final Timer timeout;
    private boolean ended;

    private SocketConnector(EventLoop loop, SocketChannel channel, InetSocketAddress remote, Outcome outcome)
            throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.transport = new PlainTransport(loop, channel, remote);
        this.outcome = outcome;
        this.timeout = loop.timer(
                "connect timeout", () -> failed(new SocketTimeoutException("no answer from " + remote + " in time")));
    }

    /** Connects {@code channel}, which its caller closes when this fails. */
    static Connector start(
            EventLoop loop, SocketChannel channel, InetSocketAddress remote, long timeoutNanos, Outcome outcome)
            throws IOException {
        SocketConnector connector = new SocketConnector(loop, channel, remote, outcome);
        connector.start(remote, timeoutNanos);
        return connector;
    }

    private void start(InetSocketAddress remote, long timeoutNanos) throws IOException {
        transport.handler(this);
        // On loopback the handshake is over when connect() returns, though it never says so: ask once more.
        if (channel.connect(remote) || channel.finishConnect()) {
            loop.defer(this::succeed);
        } else {
            transport.want(SelectionKey.OP_CONNECT);
            timeout.fireAfter(timeoutNanos);
        }
    }

    @Override
    public void ready(int readyOps) throws IOException {
        // Interest in CONNECT goes first: it would stay ready, and turn the loop, for as long as the connection stands.
        transport.want(0);
        if (channel.finishConnect()) {
            loop.defer(this::succeed);
        }
    }

    @Override
    public void failed(Exception cause) {
        if (end()) {
            transport.close();
            outcome.failed(cause instanceof IOException io ? io : new IOException(cause));
        }
    }

    private void succeed() {
        if (!end()) {
            return;
        }
        try {
            outcome.connected(transport);
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    @Override
    public void cancel() {
        if (end()) {
            transport.close();
        }
    }

    @Override
    public String name() {
        return "connect";
    }

    private boolean end() {
        boolean first = !ended;
        ended = true;
        timeout.cancel();
        return first;
    }
}
