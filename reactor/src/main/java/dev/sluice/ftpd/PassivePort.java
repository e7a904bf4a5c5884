package dev.sluice.ftpd;

import dev.sluice.net.Acceptor;
import dev.sluice.net.LogLimit;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
final class PassivePort implements Acceptor.Target {

    private static final Logger log = LoggerFactory.getLogger(PassivePort.class);
    private static final int BACKLOG = 128;

    private final Network network;
    private final boolean anyPeer;
    private final Consumer<PassivePort> freed;
    private final LogLimit strangers;
    private final Map<InetAddress, Lease> leases = new HashMap<>(2);
    private InetSocketAddress address;
    private Optional<Acceptor> acceptor = Optional.empty(); // while bound
    private long arrivals;
    private boolean unanswered;

    /**
     * A port that is not bound yet.
     *
     * @param address where to listen; port 0 lets the system choose when the port is bound
     * @param freed told when the last lease has ended
     * @param strangers for the log of those who connect and whom nobody waits for; all ports share it
     */
    PassivePort(
            Network network,
            InetSocketAddress address,
            boolean anyPeer,
            Consumer<PassivePort> freed,
            LogLimit strangers) {
        this.network = network;
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
        private final Consumer<Transport> target;
        private boolean open;
        private long begun;

        private Lease(InetAddress peer, Consumer<Transport> target) {
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
            unanswered = true;
            end();
        }

        private void end() {
            if (leases.remove(peer, this) && leases.isEmpty()) {
                freed.accept(PassivePort.this);
            }
        }
    }

    int number() {
        return address.getPort();
    }

    boolean isBound() {
        return acceptor.isPresent();
    }

    /** Whether, since this was last asked, a lease has ended before its connection came: that may still be on its way. */
    boolean takeUnanswered() {
        boolean was = unanswered;
        unanswered = false;
        return was;
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
        if (!isBound()) {
            Acceptor bound = network.listen(address, BACKLOG, this);
            address = bound.address();
            acceptor = Optional.of(bound);
        }
    }

    /** Listens no more. */
    void unbind() {
        acceptor.ifPresent(Acceptor::close);
        acceptor = Optional.empty();
    }

    /**
     * Lends the port, which is bound, to a session that has no lease of it.
     *
     * @throws IOException when what came before cannot be accepted and closed, for want of descriptors as a rule: then it might reach
     *     this session, and the port is not lent
     */
    Lease lend(InetAddress peer, Consumer<Transport> target) throws IOException {
        Lease lease = new Lease(peer, target);
        leases.put(peer, lease);
        try {
            acceptor.orElseThrow().acceptNow(); // What came for the lease before must never reach this one.
            lease.open();
        } finally {
            if (!lease.open) {
                lease.end();
            }
        }
        return lease;
    }

    @Override
    public void accepted(Transport connection) {
        arrivals++;
        Optional<Lease> lease = leaseFor(connection.remoteAddress().getAddress());
        if (lease.isPresent()) {
            deliver(connection, lease.get());
        } else {
            connection.close();
            strangers.log(more -> log.info(
                    "A connection from {} to passive port {} was closed: no session waits for it{}",
                    connection.remoteAddress().getAddress().getHostAddress(),
                    number(),
                    more));
        }
    }

    @Override
    public boolean expectsMore() {
        return !leases.isEmpty();
    }

    private Optional<Lease> leaseFor(InetAddress peer) {
        Optional<Lease> own = Optional.ofNullable(leases.get(peer)).filter(lease -> lease.open);
        return own.isPresent() || !anyPeer ? own : onlyLease();
    }

    private Optional<Lease> onlyLease() {
        List<Lease> open = leases.values().stream().filter(lease -> lease.open).toList();
        return open.size() == 1 ? Optional.of(open.get(0)) : Optional.empty();
    }

    private void deliver(Transport connection, Lease lease) {
        logArrival(arrivals - lease.begun, connection.remoteAddress());
        lease.end();
        lease.target.accept(connection);
    }

    /** Whoever was quicker than the client that a port was told is somebody else: the log shows who came, and after how many. */
    private void logArrival(long order, InetSocketAddress from) {
        if (log.isDebugEnabled() || order > 1) {
            log.atLevel(order > 1 ? Level.INFO : Level.DEBUG)
                    .log(
                            "Connection {} since passive port {} was lent came from {}:{}",
                            order,
                            number(),
                            from.getAddress().getHostAddress(),
                            from.getPort());
        }
    }
}
