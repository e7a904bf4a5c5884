package dev.sluice.ftpd;

import dev.sluice.net.Connector;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a data connection and a transfer meet. Either may come first: the client may connect before or after it sends its command.
 * The transfer starts as soon as both are there.
 *
 * <pre>
 *   EMPTY → LISTENING (PASV) ──────────────────→ OPEN → TRANSFERRING → EMPTY
 *   EMPTY → ADDRESSED (PORT) → CONNECTING ─────↗
 * </pre>
 *
 * <p>Thread rule: the loop's thread only.
 */
final class DataRendezvous {

    private static final Logger log = LoggerFactory.getLogger(DataRendezvous.class);

    private enum State {
        EMPTY,
        LISTENING,
        ADDRESSED,
        CONNECTING,
        OPEN,
        TRANSFERRING
    }

    private final Network network;
    private State state = State.EMPTY;
    private PassivePort.Lease lease;
    private InetSocketAddress local;
    private InetSocketAddress remote;
    private Connector connector;
    private Transport connection;
    private Transfer transfer;

    DataRendezvous(Network network) {
        this.network = network;
    }

    /** The client will connect to {@code port}. */
    void listen(PassivePort.Lease port) {
        lease = port;
        state = State.LISTENING;
    }

    /** The client waits for us at {@code address}; we connect when there is a transfer. */
    void connectTo(InetSocketAddress from, InetSocketAddress address) {
        clear();
        local = from;
        remote = address;
        state = State.ADDRESSED;
    }

    /** Whether the client has said how its data connection is to be made. */
    boolean isPrepared() {
        return state != State.EMPTY;
    }

    /** A transfer is there: it starts now, or when the connection comes. */
    void begin(Transfer newTransfer, long connectTimeoutNanos) {
        transfer = newTransfer;
        switch (state) {
            case OPEN -> start();
            case ADDRESSED -> connect(connectTimeoutNanos);
            case LISTENING -> log.trace("waiting for the client to connect");
            default -> throw new IllegalStateException("a transfer cannot begin while " + state);
        }
    }

    /** The client has connected to the port it was told. */
    void accepted(Transport transport) {
        lease = null;
        opened(transport);
    }

    private void opened(Transport transport) {
        connection = transport;
        state = State.OPEN;
        if (transfer != null) {
            start();
        }
    }

    private void start() {
        Transport transport = connection;
        connection = null;
        state = State.TRANSFERRING;
        transfer.start(transport);
    }

    private void connect(long timeoutNanos) {
        state = State.CONNECTING;
        try {
            connector = network.connect(local, remote, timeoutNanos, new Connector.Outcome() {
                @Override
                public void connected(Transport transport) {
                    connector = null;
                    opened(transport);
                }

                @Override
                public void failed(IOException cause) {
                    connector = null;
                    lost(cause);
                }
            });
        } catch (IOException e) {
            lost(e);
        }
    }

    private void lost(IOException cause) {
        log.debug("No data connection: {}", cause.toString());
        state = State.EMPTY;
        if (transfer != null) {
            transfer.abort(Kind.NOT_CONNECTED);
        }
    }

    /** Drops whatever is there, but for a transfer under way, which its owner ends first. */
    void clear() {
        if (lease != null) {
            lease.release();
            lease = null;
        }
        if (connector != null) {
            connector.cancel();
            connector = null;
        }
        if (connection != null) {
            connection.close();
            connection = null;
        }
        transfer = null;
        state = State.EMPTY;
    }
}
