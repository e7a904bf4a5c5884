package dev.sluice.client;

import dev.sluice.client.SessionListener.Phase;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Timer;
import dev.sluice.net.Acceptor;
import dev.sluice.net.Connector;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The data connection of one transfer: {CONNECTING | LISTENING} → OPEN → CLOSED. Bytes move when two things have come, in
 * either order: the connection, and the server's word that the transfer begins ({@link #begin}).
 *
 * <p>It ends by one call of {@link Owner#dataEnded}, or by {@link #abort} and no call.
 */
final class DataConnection implements ReadyHandler, Connector.Outcome, Acceptor.Target {

    /** The operation that the connection serves. */
    interface Owner {
        /** All data was moved, or {@code failure} ended it (null if none did); nothing is left open. */
        void dataEnded(IOException failure);
    }

    private static final long BYTES_PER_TURN = 2 << 20;

    private final Session session;
    private final EventLoop loop;
    private final Network network;
    private final TransferOptions options;
    private final Flow flow;
    private final Owner owner;
    private Connector connector; // while CONNECTING
    private Acceptor acceptor; // while LISTENING
    private Transport transport; // while OPEN
    private Timer pause; // made when the rate limit first holds the transfer up
    private boolean begun;
    private boolean closed;

    DataConnection(Session session, TransferOptions options, Flow flow, Owner owner) {
        this.session = session;
        this.loop = session.shared().loop();
        this.network = session.shared().network();
        this.options = options;
        this.flow = flow;
        this.owner = owner;
    }

    /** Begins to connect to the server. */
    void connect(InetSocketAddress server) throws IOException {
        connector = network.connect(
                new InetSocketAddress(session.options().local(), 0),
                server,
                session.options().connectTimeout().toNanos(),
                this);
    }

    /** Begins to listen for the server, and returns where. */
    InetSocketAddress listen() throws IOException {
        InetAddress local = session.localAddress().getAddress();
        acceptor = network.listen(new InetSocketAddress(local, 0), 1, this);
        return acceptor.address();
    }

    @Override
    public void accepted(Transport peer) throws IOException {
        if (!peer.remoteAddress().getAddress().equals(session.remoteAddress().getAddress())) {
            throw new IOException("a data connection from " + peer.remoteAddress() + ", which is not the server");
        }
        connected(peer);
    }

    @Override
    public void connected(Transport peer) {
        stopOpening();
        transport = peer;
        transport.handler(this);
        try {
            session.phase(Phase.DATA_CONNECTED);
            moveIfReady();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** The server has said that the transfer begins. */
    void begin() {
        begun = true;
        moveIfReady();
    }

    private void moveIfReady() {
        if (!begun || transport == null || closed) {
            return;
        }
        try {
            move();
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void ready(int readyOps) throws IOException {
        move();
    }

    private void move() throws IOException {
        long allowance = options.limit().allowance(loop.now());
        if (allowance == 0) {
            waitForAllowance();
            return;
        }
        long before = flow.bytes();
        boolean ended = flow.move(transport, Math.min(BYTES_PER_TURN, allowance));
        long moved = flow.bytes() - before;
        if (moved > 0) {
            options.limit().spend(moved);
            session.progress();
            options.progress().moved(flow.bytes());
            if (before == 0) {
                session.phase(Phase.FIRST_BYTE);
            }
        }
        if (ended) {
            finish();
        } else if (!closed) {
            transport.want(flow.ops());
        }
    }

    private void waitForAllowance() throws IOException {
        if (pause == null) {
            pause = loop.timer("client rate limit", this::moveIfReady);
        }
        session.progress();
        transport.want(0);
        pause.fireAfter(options.limit().nanosToNext(session.shared().random()));
    }

    @Override
    public void failed(IOException cause) {
        end(cause);
    }

    @Override
    public void failed(Exception cause) {
        end(cause instanceof IOException io ? io : new IOException("internal error: " + cause, cause));
    }

    @Override
    public String name() {
        return "client data";
    }

    private void end(IOException failure) {
        if (!closed) {
            abort();
            owner.dataEnded(failure);
        }
    }

    /** All bytes are moved; what was taken of them is on its way when the connection has finished. */
    private void finish() throws IOException {
        transport.want(0);
        transport.finish(() -> {
            if (!closed) {
                close();
                owner.dataEnded(null);
            }
        });
    }

    /** Ends the connection so that the server can't take what it has got for the whole: by a reset. */
    void abort() {
        if (transport != null) {
            transport.abort();
        }
        close();
    }

    private void close() {
        closed = true;
        stopOpening();
        if (pause != null) {
            pause.cancel();
        }
        if (transport != null) {
            transport.close();
        }
    }

    private void stopOpening() {
        if (connector != null) {
            connector.cancel();
        }
        if (acceptor != null) {
            acceptor.close();
        }
    }

    boolean isClosed() {
        return closed;
    }
}
