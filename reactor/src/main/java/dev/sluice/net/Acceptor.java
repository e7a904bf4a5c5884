package dev.sluice.net;

import dev.sluice.loop.EventLoop;
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
 * A listening socket. It is OPEN, or PAUSED while the connection limit is reached or the process has run out of descriptors (then
 * clients wait in the kernel's backlog instead of turning the loop in circles), or CLOSED.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class Acceptor implements ReadyHandler {

    /** Where an accepted connection goes. */
    @FunctionalInterface
    public interface Target {
        /** Takes over {@code channel}, which is connected; an exception closes it and nothing else. */
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
    private final int limit;
    private final Target target;
    private final Timer backOff;
    private int connections;

    private Acceptor(EventLoop loop, ServerSocketChannel channel, int limit, Target target) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.limit = limit;
        this.target = target;
        this.backOff = loop.timer("acceptor back-off", this::updateInterest);
        this.registration = loop.register(channel, SelectionKey.OP_ACCEPT, this);
    }

    /**
     * Listens on {@code address}.
     *
     * @param backlog connections that the kernel may hold until they are accepted
     * @param limit open connections at which accepting pauses; the owner reports each end by {@link #connectionClosed}
     * @throws IOException when the address cannot be bound
     */
    public static Acceptor listen(EventLoop loop, InetSocketAddress address, int backlog, int limit, Target target)
            throws IOException {
        // The JDK opens descriptors of its own when it first closes a socket; when none are left, that is an Error.
        SocketChannel.open().close();
        ServerSocketChannel channel = open(address);
        try {
            channel.bind(address, backlog);
            return new Acceptor(loop, channel, limit, target);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The JDK's own choice of family would make 0.0.0.0 listen on all IPv6 addresses too. */
    private static ServerSocketChannel open(InetSocketAddress address) throws IOException {
        return address.getAddress() instanceof Inet4Address
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
    }

    @Override
    public void ready(int readyOps) {
        for (int i = 0; i < ACCEPTS_PER_TURN && connections < limit && channel.isOpen(); i++) {
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
            connections++;
            handOver(accepted);
        }
        updateInterest();
    }

    private void handOver(SocketChannel accepted) {
        try {
            target.accepted(accepted);
        } catch (IOException | RuntimeException e) {
            log.warn("A new connection was closed: {}", e.toString());
            connectionClosed();
            loop.close(accepted);
        }
    }

    /**
     * accept() failed, as it does when the process is out of descriptors: the listener rests for a moment, or until a connection ends,
     * and tries again.
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

    /** One of the accepted connections has ended. */
    public void connectionClosed() {
        connections--;
        updateInterest();
    }

    private void updateInterest() {
        registration.want(connections < limit ? SelectionKey.OP_ACCEPT : 0);
    }

    /** Open connections that came through this acceptor. */
    public int connections() {
        return connections;
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
