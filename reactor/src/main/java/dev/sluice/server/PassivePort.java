package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Failure;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Registration;
import dev.sluice.loop.Timer;
import dev.sluice.net.Acceptor;
import dev.sluice.net.LogLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One port for passive data connections: a listening socket once it is bound, and the leases of the sessions that wait on it, one for
 * an address.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class PassivePort implements ReadyHandler {

    private static final Logger log = LoggerFactory.getLogger(PassivePort.class);
    private static final int BACKLOG = 128;
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EventLoop loop;
    private final boolean anyPeer;
    private final Consumer<PassivePort> freed;
    private final LogLimit strangers;
    private final Map<InetAddress, Lease> leases = new HashMap<>(2);
    private InetSocketAddress address;
    private ServerSocketChannel channel; // while bound
    private Registration registration;
    private Timer backOff;
    private long arrivals;

    /**
     * A port that is not bound yet.
     *
     * @param address where to listen; port 0 lets the system choose when the port is bound
     * @param freed told when the last lease has ended
     * @param strangers for the log of those who connect and whom nobody waits for; all ports share it
     */
    PassivePort(
            EventLoop loop,
            InetSocketAddress address,
            boolean anyPeer,
            Consumer<PassivePort> freed,
            LogLimit strangers) {
        this.loop = loop;
        this.address = address;
        this.anyPeer = anyPeer;
        this.freed = freed;
        this.strangers = strangers;
    }

    /**
     * A port on which one session waits for one connection. It is among the leases from its first moment, so that the port is not free
     * meanwhile, and gets connections once it is open.
     */
    final class Lease {
        private final InetAddress peer;
        private final Consumer<SocketChannel> target;
        private boolean open;
        private long begun;

        private Lease(InetAddress peer, Consumer<SocketChannel> target) {
            this.peer = peer;
            this.target = target;
        }

        private void open() {
            open = true;
            begun = arrivals;
        }

        int port() {
            return number();
        }

        /** Gives the port back; no connection reaches the session through this lease any more. */
        void release() {
            if (leases.remove(peer, this) && leases.isEmpty()) {
                freed.accept(PassivePort.this);
            }
        }
    }

    int number() {
        return address.getPort();
    }

    boolean isBound() {
        return channel != null;
    }

    boolean isLentTo(InetAddress peer) {
        return leases.containsKey(peer);
    }

    /**
     * Listens from now on, if it does not yet.
     *
     * @throws java.net.BindException when another program has the port
     * @throws IOException when no descriptors are left, as a rule
     */
    void bind() throws IOException {
        if (isBound()) {
            return;
        }
        ServerSocketChannel listener = Acceptor.bind(address, BACKLOG);
        try {
            address = (InetSocketAddress) listener.getLocalAddress();
            registration = loop.register(listener, SelectionKey.OP_ACCEPT, this);
            backOff = loop.timer("passive port back-off", () -> registration.want(SelectionKey.OP_ACCEPT));
            channel = listener;
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** Listens no more. */
    void unbind() {
        if (isBound()) {
            backOff.cancel();
            registration.close();
            channel = null;
        }
    }

    /**
     * Lends the port, which is bound, to a session that has no lease of it.
     *
     * @throws IOException when what came before cannot be accepted and closed, for want of descriptors as a rule: then it might reach
     *     this session, and the port is not lent
     */
    Lease lend(InetAddress peer, Consumer<SocketChannel> target) throws IOException {
        Lease lease = new Lease(peer, target);
        leases.put(peer, lease);
        try {
            closeWhatCameBefore();
            lease.open();
        } finally {
            if (!lease.open) {
                lease.release();
            }
        }
        return lease;
    }

    /** What came for the lease before must never reach the next one. */
    private void closeWhatCameBefore() throws IOException {
        boolean more = true;
        while (more) {
            more = accept();
        }
    }

    @Override
    public void ready(int readyOps) throws IOException {
        accept();
    }

    /** Takes one connection, and says whether there was one. */
    private boolean accept() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return false;
        }
        arrivals++;
        InetAddress peer = accepted.socket().getInetAddress();
        Optional<Lease> lease = leaseFor(peer);
        if (lease.isPresent()) {
            deliver(accepted, lease.get());
        } else {
            strangers.log(more -> log.info(
                    "A connection from {} to passive port {} was closed: no session waits for it{}",
                    peer.getHostAddress(),
                    number(),
                    more));
            loop.close(accepted);
        }
        return true;
    }

    private Optional<Lease> leaseFor(InetAddress peer) {
        Optional<Lease> own = Optional.ofNullable(leases.get(peer)).filter(lease -> lease.open);
        return own.isPresent() || !anyPeer ? own : onlyLease();
    }

    private Optional<Lease> onlyLease() {
        List<Lease> open = leases.values().stream().filter(lease -> lease.open).toList();
        return open.size() == 1 ? Optional.of(open.get(0)) : Optional.empty();
    }

    private void deliver(SocketChannel accepted, Lease lease) {
        logArrival(arrivals - lease.begun, accepted);
        lease.release();
        try {
            lease.target.accept(accepted);
        } catch (Throwable e) {
            // Here, since another session may be the one that the port is being lent to.
            log.warn("A data connection was closed", Failure.survivable(e));
            loop.close(accepted);
        }
    }

    /** Whoever was quicker than the client that a port was told is somebody else: the log shows who came, and after how many. */
    private void logArrival(long order, SocketChannel accepted) {
        if (log.isDebugEnabled() || order > 1) {
            log.atLevel(order > 1 ? Level.INFO : Level.DEBUG)
                    .log(
                            "Connection {} since passive port {} was lent came from {}:{}",
                            order,
                            number(),
                            accepted.socket().getInetAddress().getHostAddress(),
                            accepted.socket().getPort());
        }
    }

    /** Out of descriptors, as a rule: rest, and look again in a moment. */
    @Override
    public void failed(Exception cause) {
        log.warn("Cannot accept on passive port {}: {}", number(), cause.getMessage());
        registration.want(0);
        backOff.fireAfter(BACK_OFF_NANOS);
    }

    @Override
    public String name() {
        return "passive port";
    }
}
