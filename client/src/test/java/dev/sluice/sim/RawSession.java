package dev.sluice.sim;

import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import dev.sluice.ftp.ReplyParser;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.Connector;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;

/** A control connection of a client that says what it likes: bytes out, replies in. */
final class RawSession implements ReadyHandler, Connector.Outcome {

    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Network network;
    private final Owner owner;
    private final ReplyParser parser = new ReplyParser(ReplyParser.Limits.DEFAULT);
    private final ByteBuffer input = ByteBuffer.allocate(2_000);
    private final Bytes output = new Bytes();
    private Transport transport;
    private boolean ending;
    private boolean over;

    /** Whose session it is. */
    interface Owner {
        void connected();

        void reply(Reply reply) throws IOException;

        /** The connection ended, was lost, or never came. */
        void over(String why);
    }

    RawSession(Network network, Owner owner) {
        this.network = network;
        this.owner = owner;
    }

    void connect(InetSocketAddress local, InetSocketAddress server) {
        try {
            network.connect(local, server, CONNECT_NANOS, this);
        } catch (IOException e) {
            over(e.toString());
        }
    }

    @Override
    public void connected(Transport connection) {
        transport = connection;
        connection.handler(this);
        want();
        owner.connected();
    }

    @Override
    public void failed(IOException cause) {
        over(cause.toString());
    }

    @Override
    public void failed(Exception cause) {
        over(cause.toString());
    }

    /** Sends bytes as soon as there is room. */
    void send(byte[] bytes) {
        if (!over) {
            output.add(ByteBuffer.wrap(bytes), bytes.length);
            want();
        }
    }

    private void want() {
        try {
            transport.want(SelectionKey.OP_READ | (output.size() > 0 || ending ? SelectionKey.OP_WRITE : 0));
        } catch (IOException e) {
            over(e.toString());
        }
    }

    @Override
    public void ready(int ops) throws IOException {
        if ((ops & SelectionKey.OP_WRITE) != 0 && output.size() > 0) {
            flush();
        }
        if (ending && output.size() == 0) {
            finish();
        }
        if ((ops & SelectionKey.OP_READ) != 0) {
            read();
        }
        if (!over) {
            want();
        }
    }

    private void flush() throws IOException {
        ByteBuffer waiting = ByteBuffer.wrap(output.toArray());
        output.drop(transport.write(waiting));
    }

    private void finish() throws IOException {
        ending = false;
        transport.finish(() -> {});
    }

    private void read() throws IOException {
        int count = transport.read(input.clear());
        if (count < 0) {
            over("the server closed the connection");
            return;
        }
        input.flip();
        try {
            for (Reply reply = parser.next(input); reply != null && !over; reply = parser.next(input)) {
                owner.reply(reply);
            }
        } catch (ProtocolException e) {
            over("no FTP: " + e.getMessage());
        }
    }

    /** The client goes without a word. */
    void hangUp(boolean byReset) {
        if (transport != null && byReset) {
            transport.abort();
        }
        over("hung up");
    }

    /** What was sent, and the end, arrives at once. */
    void hurry() {
        if (transport instanceof SimSocket socket) {
            socket.hurry();
        }
    }

    /** No more commands will come; replies still do. */
    void endOutput() {
        ending = true;
        want();
    }

    boolean isOver() {
        return over;
    }

    InetSocketAddress localAddress() {
        return transport.localAddress();
    }

    private void over(String why) {
        if (!over) {
            over = true;
            if (transport != null) {
                transport.close();
            }
            owner.over(why);
        }
    }
}
