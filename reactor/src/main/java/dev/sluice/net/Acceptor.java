package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Failure;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Registration;
import dev.sluice.loop.Timer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket. It is OPEN, or RESTING for a moment when the process has run out of descriptors (then clients wait in the
 * kernel's backlog instead of turning the loop in circles), or CLOSED.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class Acceptor implements ReadyHandler {

    /** Where an accepted connection goes. */
    @FunctionalInterface
    public interface Target {
        /** Takes over {@code channel}, which is connected; what it throws closes it and nothing else. */
        void accepted(SocketChannel channel) throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

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

    private Acceptor(EventLoop loop, ServerSocketChannel channel, Target target) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.target = target;
        this.backOff = loop.timer("acceptor back-off", this::resume);
        this.failures = new LogLimit(loop);
        this.registration = loop.register(channel, SelectionKey.OP_ACCEPT, this);
    }

    /**
     * Listens on {@code address}.
     *
     * @param backlog connections that the kernel may hold until they are accepted
     * @throws IOException when the address cannot be bound
     */
    public static Acceptor listen(EventLoop loop, InetSocketAddress address, int backlog, Target target)
            throws IOException {
        // The JDK opens descriptors of its own when it first closes a socket; when none are left, that is an Error.
        SocketChannel.open().close();
        ServerSocketChannel channel = bind(address, backlog);
        try {
            return new Acceptor(loop, channel, target);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * A socket that listens on {@code address}, and on no other: the JDK's own choice of family would make 0.0.0.0 listen on all IPv6
     * addresses too.
     *
     * @param backlog connections that the kernel may hold until they are accepted
     * @throws IOException when the address cannot be bound
     */
    public static ServerSocketChannel bind(InetSocketAddress address, int backlog) throws IOException {
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
    public void ready(int readyOps) {
        for (int i = 0; i < ACCEPTS_PER_TURN && channel.isOpen(); i++) {
            SocketChannel accepted;
            try {
                accepted = channel.accept();
            } catch (IOException e) {
                failed(e);
                return;
            }
            if (accepted == null) {
                return;
            }
            handOver(accepted);
        }
    }

    private void handOver(SocketChannel accepted) {
        try {
            target.accepted(accepted);
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

    /** The address bound, with the port the system chose if none was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    /** Stops listening. Accepted connections live on. */
    public void close() {
        backOff.cancel();
        registration.close();
    }
}
