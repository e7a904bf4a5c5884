package dev.sluice.ftpd;

import dev.sluice.ftpd.PassivePort.Lease;
import dev.sluice.loop.EventLoop;
import dev.sluice.net.LogLimit;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports for passive data connections. Each is bound once, stays on the selector and is lent to one session after another, which
 * saves four system calls per transfer. Which one is lent is drawn among all that are free, bound or not, so that a stranger cannot
 * guess the next.
 *
 * <p>A connection is given to the lease of its peer's address and to nobody else; one that no lease waits for is closed. When all
 * ports are lent, sessions from <em>different</em> addresses share a port.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class PassivePorts {

    private static final Logger log = LoggerFactory.getLogger(PassivePorts.class);

    /** Free ports to draw from when the system chooses them; each lease binds one more until there are as many. */
    private static final int SPARE = 256;

    /** Free ports that stay bound; what a rush of clients left beyond that is given back. */
    private static final int MOST_SPARE = 1024;

    /** How long a port is left alone that another program has, or for which somebody comes too late, unless no other is free. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Resting ports that are tried again for one lease when no other is free. */
    private static final int MOST_RETRIES = 8;

    private final EventLoop loop;
    private final Network network;
    private final InetAddress host;
    private final PortRange range;
    private final boolean anyPeer;
    private final RandomGenerator random;
    private final LogLimit shortages;
    private final LogLimit strangers;
    private final List<PassivePort> free = new ArrayList<>();
    private final Set<PassivePort> lent = new LinkedHashSet<>();
    private final Deque<Resting> resting = new ArrayDeque<>(); // cannot be bound
    private final Deque<Resting> late = new ArrayDeque<>(); // a connection may still come for a lease that has ended
    private final Set<PassivePort> reported = new HashSet<>();
    private int bound;

    /** A port that is not lent just now, and when it may be again; the one that has rested longest comes first. */
    private record Resting(PassivePort port, long until) {}

    /**
     * Binds nothing yet.
     *
     * @param host the local address to listen on
     * @param anyPeer whether a connection from an address that no lease is for may be given to the only lease there is (for
     *     transfers between two servers)
     */
    PassivePorts(
            EventLoop loop,
            Network network,
            InetAddress host,
            PortRange range,
            boolean anyPeer,
            RandomGenerator random) {
        this.loop = loop;
        this.network = network;
        this.host = host;
        this.range = range;
        this.anyPeer = anyPeer;
        this.random = random;
        this.shortages = new LogLimit(loop);
        this.strangers = new LogLimit(loop);
        for (int port : range.ports()) {
            free.add(port(port));
        }
    }

    private PassivePort port(int number) {
        return new PassivePort(network, new InetSocketAddress(host, number), anyPeer, this::freed, strangers);
    }

    /**
     * Lends a port to a session.
     *
     * @param peer the only address from which a connection is accepted
     * @param target takes over the connection; the lease has ended by then
     * @return empty when all ports are lent, also to this address, or cannot be bound, or when no descriptors are left
     */
    Optional<Lease> lease(InetAddress peer, Consumer<Transport> target) {
        if (range.isAny()) {
            bindOneMore();
        }
        wakeRested();
        Optional<PassivePort> port = drawn().or(this::retried).or(() -> notLentTo(peer));
        return port.flatMap(found -> lend(found, peer, target));
    }

    private Optional<Lease> lend(PassivePort port, InetAddress peer, Consumer<Transport> target) {
        lent.add(port);
        try {
            return Optional.of(port.lend(peer, target));
        } catch (IOException e) {
            // Out of descriptors, as a rule: no other port would fare better.
            reportShortage(e);
            return Optional.empty();
        }
    }

    /** One that the system chooses, if there are not enough to draw from. */
    private void bindOneMore() {
        if (free.size() + late.size() < SPARE && bound < PortRange.MOST_EPHEMERAL) {
            PassivePort port = port(0);
            try {
                bind(port);
                free.add(port);
            } catch (IOException e) {
                reportShortage(e);
            }
        }
    }

    private void wakeRested() {
        for (Deque<Resting> ports : List.of(late, resting)) {
            while (!ports.isEmpty() && ports.element().until() - loop.now() <= 0) {
                free.add(ports.remove().port());
            }
        }
    }

    /** A free port, bound, each with the same chance. */
    private Optional<PassivePort> drawn() {
        while (!free.isEmpty()) {
            PassivePort port = takeFree();
            try {
                bind(port);
                return Optional.of(port);
            } catch (BindException e) {
                rest(port, e);
            } catch (IOException e) {
                // Out of descriptors, as a rule, which is not the port's fault.
                reportShortage(e);
                free.add(port);
                return freeAndBound();
            }
        }
        return Optional.empty();
    }

    private PassivePort takeFree() {
        int choice = random.nextInt(free.size());
        PassivePort port = free.get(choice);
        free.set(choice, free.get(free.size() - 1));
        free.remove(free.size() - 1);
        return port;
    }

    private Optional<PassivePort> freeAndBound() {
        Optional<PassivePort> port = free.stream().filter(PassivePort::isBound).findFirst();
        port.ifPresent(free::remove);
        return port;
    }

    /** One of those that rest, when no other is left; that which has rested longest, if it can be bound. */
    private Optional<PassivePort> retried() {
        Optional<PassivePort> found = Optional.empty();
        for (int i = Math.min(MOST_RETRIES, late.size() + resting.size()); i > 0 && found.isEmpty(); i--) {
            free.add((late.isEmpty() ? resting : late).remove().port());
            found = drawn();
        }
        return found;
    }

    private Optional<PassivePort> notLentTo(InetAddress peer) {
        return lent.stream().filter(port -> !port.isLentTo(peer)).findFirst();
    }

    private void bind(PassivePort port) throws IOException {
        if (!port.isBound()) {
            port.bind();
            bound++;
            reported.remove(port);
        }
    }

    /** Another program has the port. It is said once, until the port has worked again. */
    private void rest(PassivePort port, BindException cause) {
        resting.add(new Resting(port, loop.now() + REST_NANOS));
        if (reported.add(port)) {
            log.warn("Passive port {} cannot be used, and is tried again later: {}", port.number(), cause.getMessage());
        }
    }

    private void reportShortage(IOException cause) {
        giveBackSpare();
        shortages.log(more -> log.warn("No further passive port: {}{}", cause.getMessage(), more));
    }

    private void freed(PassivePort port) {
        lent.remove(port);
        boolean unanswered = port.takeUnanswered();
        if (bound - lent.size() > MOST_SPARE) {
            unbind(port);
        } else if (unanswered) {
            // The connection for the transfer that was given up must not be taken for that of the client's next one.
            late.add(new Resting(port, loop.now() + REST_NANOS));
            if (late.size() > free.size() + 1) {
                free.add(late.remove().port()); // That which has rested longest, so that half of them can be drawn.
            }
        } else {
            free.add(port);
        }
    }

    private void unbind(PassivePort port) {
        port.unbind();
        bound--;
        if (!range.isAny()) {
            // Its socket is closed at the end of this turn; until then it could not be bound.
            resting.add(new Resting(port, loop.now() + REST_NANOS));
        }
    }

    /** Descriptors are short: those of ports that nobody has are given back, but for one, for whoever needs them more. */
    private void giveBackSpare() {
        late.forEach(other -> free.add(other.port()));
        late.clear();
        List<PassivePort> spare =
                free.stream().filter(PassivePort::isBound).skip(1).toList();
        free.removeAll(spare);
        spare.forEach(this::unbind);
    }

    /** Ports bound now. */
    int bound() {
        return bound;
    }

    /** Ports that are lent now. */
    int lent() {
        return lent.size();
    }

    /** Stops listening on all ports. */
    void close() {
        for (Collection<PassivePort> ports : List.of(free, lent)) {
            ports.forEach(PassivePort::unbind);
            ports.clear();
        }
        late.forEach(other -> other.port().unbind());
        late.clear();
        resting.clear();
        bound = 0;
    }
}
