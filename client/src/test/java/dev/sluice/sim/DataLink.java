package dev.sluice.sim;

import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.Acceptor;
import dev.sluice.net.Connector;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A client's side of one data connection: sends what it has, or collects what comes. */
final class DataLink implements ReadyHandler, Connector.Outcome, Acceptor.Target {

    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Network network;
    private final World world;
    private final Optional<ByteBuffer> toSend;
    private final int breakAt;
    private final Break how;
    private final Bytes received = new Bytes();
    private Acceptor acceptor;
    private Connector connector;
    private Transport transport;
    private int moved;
    private boolean ended;
    private boolean closed;
    private Runnable whenOver = () -> {};

    /** What a client may do in the middle of a transfer. */
    enum Break {
        /** Nothing of the kind. */
        NEVER,
        /** It breaks the connection. */
        RESET,
        /** It sends and reads no more, but stays. */
        STALL
    }

    /**
     * A connection that is not made yet.
     *
     * @param toSend what to send, else it reads
     * @param breakAt after how many bytes it does what {@code how} says
     */
    DataLink(World world, Network network, Optional<byte[]> toSend, int breakAt, Break how) {
        this.world = world;
        this.network = network;
        this.toSend = toSend.map(ByteBuffer::wrap);
        this.breakAt = breakAt;
        this.how = how;
    }

    void connect(InetSocketAddress local, InetSocketAddress remote) {
        if (closed) {
            return;
        }
        try {
            connector = network.connect(local, remote, CONNECT_NANOS, this);
        } catch (IOException e) {
            failed(e);
        }
    }

    InetSocketAddress listen(InetSocketAddress local) throws IOException {
        acceptor = network.listen(local, 1, this);
        return acceptor.address();
    }

    @Override
    public void accepted(Transport connection) {
        connected(connection);
    }

    @Override
    public void connected(Transport connection) {
        stopOpening();
        if (closed) {
            connection.close();
            return;
        }
        transport = connection;
        transport.handler(this);
        want();
    }

    private void want() {
        try {
            boolean stalled = how == Break.STALL && moved >= breakAt;
            transport.want(stalled ? 0 : toSend.isPresent() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void ready(int ops) throws IOException {
        if (toSend.isPresent()) {
            send(toSend.get());
        } else {
            receive();
        }
        if (!closed && how == Break.RESET && moved >= breakAt) {
            transport.abort();
            close();
        }
        if (!closed) {
            want();
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        int limit = bytes.limit();
        if (how != Break.NEVER && moved < breakAt) {
            bytes.limit(Math.min(limit, bytes.position() + breakAt - moved));
        }
        moved += transport.write(bytes);
        bytes.limit(limit);
        if (!bytes.hasRemaining() && how == Break.NEVER) {
            ended = true;
            close();
        }
    }

    private void receive() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(20_000);
        int count = transport.read(buffer);
        if (count < 0) {
            ended = true;
            close();
        } else {
            received.add(buffer.flip(), count);
            moved += count;
        }
    }

    @Override
    public void failed(IOException cause) {
        world.say(() -> "data connection failed: " + cause);
        close();
    }

    @Override
    public void failed(Exception cause) {
        failed(new IOException(cause));
    }

    /** All was sent, or the end was read. */
    boolean hasEnded() {
        return ended;
    }

    boolean isClosed() {
        return closed;
    }

    byte[] received() {
        return received.toArray();
    }

    /** Bytes sent or received. */
    int moved() {
        return moved;
    }

    /** Runs {@code action} when it is closed, perhaps now. */
    void whenOver(Runnable action) {
        if (closed) {
            action.run();
        } else {
            whenOver = action;
        }
    }

    void reset() {
        if (transport != null) {
            transport.abort();
        }
        close();
    }

    /** Both ends of the client's process have gone, and all that it sent is there. */
    void hangUp() {
        close();
        if (transport instanceof SimSocket socket) {
            socket.hurry();
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            stopOpening();
            if (transport != null) {
                transport.close();
            }
            whenOver.run();
        }
    }

    private void stopOpening() {
        if (acceptor != null) {
            acceptor.close();
        }
        if (connector != null) {
            connector.cancel();
        }
    }
}
