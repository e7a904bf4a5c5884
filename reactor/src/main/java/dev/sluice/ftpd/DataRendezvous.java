package dev.sluice.ftpd;

import dev.sluice.net.Connector;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a data connection and a transfer meet. Either may come first: the client may connect before or after it sends its command.
 * The transfer starts as soon as both are there.
 *
 * <pre>
 *   NONE → Listening (PASV) ──────────────────→ Open → NONE, when the transfer takes it
 *   NONE → Addressed (PORT) → Connecting ─────↗
 * </pre>
 *
 * <p>Thread rule: the loop's thread only.
 */
final class DataRendezvous {

    private static final Logger log = LoggerFactory.getLogger(DataRendezvous.class);

    /** How far the connection has come; each state holds what there is of it. */
    private sealed interface State {
        /** Lets go of it. */
        void drop();
    }

    /** The client has not said how it is to be made, or a transfer has it. */
    private record None() implements State {
        @Override
        public void drop() {}
    }

    /** The client will connect to our port. */
    private record Listening(PassivePort.Lease lease) implements State {
        @Override
        public void drop() {
            lease.release();
        }
    }

    /** The client waits for us; we connect when there is a transfer. */
    private record Addressed(InetSocketAddress local, InetSocketAddress remote) implements State {
        @Override
        public void drop() {}
    }

    /** We connect. */
    private record Connecting(Connector connector) implements State {
        @Override
        public void drop() {
            connector.cancel();
        }
    }

    /** It is there, and waits for a transfer. */
    private record Open(Transport connection) implements State {
        @Override
        public void drop() {
            connection.close();
        }
    }

    private static final State NONE = new None();

    private final Network network;
    private State state = NONE;
    private Optional<Transfer> waiting = Optional.empty();

    DataRendezvous(Network network) {
        this.network = network;
    }

    /** The client will connect to {@code port}. */
    void listen(PassivePort.Lease port) {
        state = new Listening(port);
    }

    /** The client waits for us at {@code address}; we connect when there is a transfer. */
    void connectTo(InetSocketAddress from, InetSocketAddress address) {
        clear();
        state = new Addressed(from, address);
    }

    /** Whether the client has said how its data connection is to be made. */
    boolean isPrepared() {
        return state != NONE;
    }

    /** A transfer is there: it starts now, or when the connection comes. */
    void begin(Transfer transfer, long connectTimeoutNanos) {
        if (state == NONE) {
            throw new IllegalStateException("a transfer begins, and nobody has said how its connection is to be made");
        }
        waiting = Optional.of(transfer);
        if (state instanceof Open open) {
            opened(open.connection());
        } else if (state instanceof Addressed address) {
            connect(address, connectTimeoutNanos);
        }
    }

    /** The client has connected to the port it was told. */
    void accepted(Transport connection) {
        opened(connection);
    }

    private void opened(Transport connection) {
        if (waiting.isEmpty()) {
            state = new Open(connection);
            return;
        }
        Transfer transfer = waiting.get();
        waiting = Optional.empty();
        state = NONE;
        transfer.start(connection);
    }

    private void connect(Addressed address, long timeoutNanos) {
        try {
            state = new Connecting(
                    network.connect(address.local(), address.remote(), timeoutNanos, new Connector.Outcome() {
                        @Override
                        public void connected(Transport connection) {
                            opened(connection);
                        }

                        @Override
                        public void failed(IOException cause) {
                            lost(cause);
                        }
                    }));
        } catch (IOException e) {
            lost(e);
        }
    }

    private void lost(IOException cause) {
        log.debug("No data connection: {}", cause.toString());
        state = NONE;
        waiting.ifPresent(transfer -> transfer.abort(Kind.NOT_CONNECTED));
    }

    /** Drops whatever is there, but for a transfer under way, which its owner ends first. */
    void clear() {
        state.drop();
        state = NONE;
        waiting = Optional.empty();
    }
}
