package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Registration;
import dev.sluice.loop.Timer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets for passive data connections. Each is bound once, stays on the selector and is lent to one session after
 * another, which saves four system calls per transfer. They are lent in random order, so that a stranger cannot guess the next.
 *
 * <p>A connection is given to the lease of its peer's address and to nobody else; one that no lease waits for is closed. When all
 * ports are lent, sessions from <em>different</em> addresses share a port.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class PassivePorts {

    private static final Logger log = LoggerFactory.getLogger(PassivePorts.class);
    private static final int BACKLOG = 16;
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Free ports to choose from before a new one is bound no more: with fewer the choice would be easy to guess. */
    private static final int SPARE = 8;

    /** Free ports that stay bound when the system chose them; what a rush of clients left beyond that is given back. */
    private static final int MOST_FREE = 1024;

    private final EventLoop loop;
    private final InetAddress host;
    private final PortRange range;
    private final boolean anyPeer;
    private final RandomGenerator random;
    private final List<Listener> free = new ArrayList<>();
    private final Set<Listener> all = new LinkedHashSet<>();
    private final List<Integer> unbound;

    /**
     * Binds nothing yet.
     *
     * @param host the local address to listen on
     * @param anyPeer whether a connection from an address that no lease is for may be given to the only lease there is (for
     *     transfers between two servers)
     */
    PassivePorts(EventLoop loop, InetAddress host, PortRange range, boolean anyPeer, RandomGenerator random) {
        this.loop = loop;
        this.host = host;
        this.range = range;
        this.anyPeer = anyPeer;
        this.random = random;
        this.unbound = range.ports();
    }

    /** A port on which one session waits for one connection. */
    static final class Lease {
        private final Listener listener;
        private final InetAddress peer;
        private final Consumer<SocketChannel> target;

        private Lease(Listener listener, InetAddress peer, Consumer<SocketChannel> target) {
            this.listener = listener;
            this.peer = peer;
            this.target = target;
        }

        int port() {
            return listener.port;
        }

        /** Gives the port back; no connection reaches the session through this lease any more. */
        void release() {
            listener.release(this);
        }
    }

    /**
     * Lends a port to a session.
     *
     * @param peer the only address from which a connection is accepted
     * @param target takes over the connection; the lease has ended by then
     * @return empty when all ports are lent, also to this address
     */
    Optional<Lease> lease(InetAddress peer, Consumer<SocketChannel> target) {
        if (free.size() < SPARE) {
            bindOne();
        }
        Optional<Listener> listener = free.isEmpty() ? notLentTo(peer) : Optional.of(takeFree());
        return listener.map(found -> found.lend(peer, target));
    }

    private Listener takeFree() {
        int choice = random.nextInt(free.size());
        Listener listener = free.get(choice);
        free.set(choice, free.get(free.size() - 1));
        free.remove(free.size() - 1);
        return listener;
    }

    private Optional<Listener> notLentTo(InetAddress peer) {
        return all.stream()
                .filter(listener -> !listener.leases.containsKey(peer))
                .findFirst();
    }

    /** Ports bound so far. */
    int bound() {
        return all.size();
    }

    /** Stops listening on all ports. */
    void close() {
        for (Listener listener : all) {
            listener.registration.close();
        }
        all.clear();
        free.clear();
    }

    /** Binds one more port, if the range has one that is not in use by another program. */
    private void bindOne() {
        if (range.isAny()) {
            if (all.size() < PortRange.MOST_EPHEMERAL) {
                tryBind(0);
            }
            return;
        }
        while (!unbound.isEmpty() && !tryBind(takeUnbound())) {}
    }

    private int takeUnbound() {
        int choice = random.nextInt(unbound.size());
        int port = unbound.get(choice);
        unbound.set(choice, unbound.get(unbound.size() - 1));
        unbound.remove(unbound.size() - 1);
        return port;
    }

    /** Returns false when another program has {@code port}, so that the next one may be tried. */
    private boolean tryBind(int port) {
        try {
            Listener listener = new Listener(port);
            all.add(listener);
            free.add(listener);
        } catch (BindException e) {
            log.warn("Passive port {} cannot be used: {}", port, e.getMessage());
            return false;
        } catch (IOException e) {
            // Out of descriptors, as a rule, which is not the port's fault: it may be tried again.
            log.warn("No further passive port: {}", e.getMessage());
            if (!range.isAny()) {
                unbound.add(port);
            }
        }
        return true;
    }

    private final class Listener implements ReadyHandler {
        private final ServerSocketChannel channel;
        private final Registration registration;
        private final int port;
        private final Timer backOff;
        private final Map<InetAddress, Lease> leases = new HashMap<>(2);

        private Listener(int wantedPort) throws IOException {
            channel = ServerSocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(host, wantedPort), BACKLOG);
                port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
                registration = loop.register(channel, SelectionKey.OP_ACCEPT, this);
                backOff = loop.timer("passive port back-off", () -> registration.want(SelectionKey.OP_ACCEPT));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }

        private Lease lend(InetAddress peer, Consumer<SocketChannel> target) {
            requireEmpty();
            Lease lease = new Lease(this, peer, target);
            leases.put(peer, lease);
            return lease;
        }

        private void release(Lease lease) {
            if (!leases.remove(lease.peer, lease) || !leases.isEmpty()) {
                return;
            }
            if (range.isAny() && free.size() >= MOST_FREE) {
                all.remove(this);
                registration.close();
            } else {
                free.add(this);
            }
        }

        @Override
        public void ready(int readyOps) {
            accept();
        }

        /** Closes what came for the lease before: it must never reach the next one. */
        private void requireEmpty() {
            boolean more = true;
            while (more) {
                more = accept();
            }
        }

        private boolean accept() {
            SocketChannel accepted;
            try {
                accepted = channel.accept();
            } catch (IOException e) {
                failed(e);
                return false;
            }
            if (accepted == null) {
                return false;
            }
            InetAddress peer = accepted.socket().getInetAddress();
            Lease lease = leases.get(peer);
            if (lease == null && anyPeer && leases.size() == 1) {
                lease = leases.values().iterator().next();
            }
            if (lease == null) {
                log.info("A connection from {} to passive port {} was closed: no session waits for it", peer, port);
                loop.close(accepted);
            } else {
                release(lease);
                lease.target.accept(accepted);
            }
            return true;
        }

        /** Out of descriptors, as a rule: rest, and look again in a moment. */
        @Override
        public void failed(Exception cause) {
            log.warn("Cannot accept on passive port {}: {}", port, cause.getMessage());
            registration.want(0);
            backOff.fireAfter(BACK_OFF_NANOS);
        }

        @Override
        public String name() {
            return "passive port";
        }
    }
}
