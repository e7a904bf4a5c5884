package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Failure;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Registration;
import dev.sluice.loop.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket. It is OPEN, or RESTING for a moment when the process has run out of descriptors (then clients wait in the
 * kernel's backlog instead of turning the loop in circles), or CLOSED.
 */
final class SocketAcceptor implements Acceptor, ReadyHandler {

    private static final Logger log = LoggerFactory.getLogger(SocketAcceptor.class);

    /** Accepts in one turn, so that a burst of new clients does not hold up those who are here. */
    private static final int ACCEPTS_PER_TURN = 64;

    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final Registration registration;
    private final InetSocketAddress address;
    private final Target target;
    private final Timer backOff;
    private final LogLimit failures;

    /** Takes over {@code channel}, which is bound. */
    SocketAcceptor(EventLoop loop, ServerSocketChannel channel, Target target) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.target = target;
        this.backOff = loop.timer("acceptor back-off", this::resume);
        this.failures = new LogLimit(loop);
        this.registration = loop.register(channel, SelectionKey.OP_ACCEPT, this);
    }

    @Override
    public void ready(int readyOps) {
        try {
            boolean more = accept();
            for (int i = 1; i < ACCEPTS_PER_TURN && more && target.expectsMore(); i++) {
                more = accept();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void acceptNow() throws IOException {
        boolean more = true;
        while (more) {
            more = accept();
        }
    }

    /** Takes one connection, and says whether there was one. */
    private boolean accept() throws IOException {
        SocketChannel accepted = channel.isOpen() ? channel.accept() : null;
        if (accepted != null) {
            handOver(accepted);
        }
        return accepted != null;
    }

    private void handOver(SocketChannel accepted) {
        try {
            target.accepted(PlainTransport.of(loop, accepted));
        } catch (Throwable thrown) {
            Exception e = Failure.survivable(thrown);
            failures.log(more -> log.warn("A new connection was closed: {}{}", e, more));
            loop.close(accepted);
        }
    }

    /**
     * accept() failed, as it does when the process is out of descriptors: the listener rests for a moment and tries again.
     */
    @Override
    public void failed(Exception cause) {
        log.warn(
                "Cannot accept on {}: {}; trying again in {} ms",
                address,
                cause.getMessage(),
                BACK_OFF_NANOS / 1_000_000);
        registration.want(0);
        backOff.fireAfter(BACK_OFF_NANOS);
    }

    private void resume() {
        registration.want(SelectionKey.OP_ACCEPT);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        backOff.cancel();
        registration.close();
    }
}
