package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection being made. It ends by exactly one call of its {@link Outcome}, never before {@link #connect} has returned, or by
 * {@link #cancel} and no call.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class Connector implements ReadyHandler {

    /** What becomes of the attempt. */
    public interface Outcome {
        /** Takes over the connection, which rests: set its handler and say what it wants. An exception closes it. */
        void connected(Transport transport);

        /** The connection was refused, timed out or could not be tried; nothing is left open. */
        void failed(IOException cause);
    }

    private final EventLoop loop;
    private final SocketChannel channel;
    private final Transport transport;
    private final Outcome outcome;
    private final Timer timeout;
    private boolean ended;

    private Connector(EventLoop loop, SocketChannel channel, InetSocketAddress remote, Outcome outcome)
            throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.transport = new PlainTransport(loop, channel, remote);
        this.outcome = outcome;
        this.timeout = loop.timer(
                "connect timeout", () -> failed(new SocketTimeoutException("no answer from " + remote + " in time")));
    }

    /**
     * Begins to connect to {@code remote}, which must be resolved: the loop never asks a name server.
     *
     * @param local the address to connect from; port 0 for any, the wildcard address for the one that routing chooses
     * @throws IOException when the attempt fails at once (no descriptors, an address that cannot be bound, refused)
     */
    public static Connector connect(
            EventLoop loop, InetSocketAddress local, InetSocketAddress remote, long timeoutNanos, Outcome outcome)
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
            Connector connector = new Connector(loop, channel, remote, outcome);
            connector.start(remote, timeoutNanos);
            return connector;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
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

    /** Gives up, without a call of the outcome. No effect when the attempt has ended. */
    public void cancel() {
        if (end()) {
            transport.close();
        }
    }

    private boolean end() {
        boolean first = !ended;
        ended = true;
        timeout.cancel();
        return first;
    }
}
