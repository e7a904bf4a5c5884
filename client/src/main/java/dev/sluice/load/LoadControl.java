package dev.sluice.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ftp.Reply;
import dev.sluice.ftp.ReplyParser;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.OutputQueue;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/**
 * The control connection of a client under load: commands out, replies in.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class LoadControl implements ReadyHandler {

    /** What the owner of the connection hears. */
    interface Listener {
        /** A reply came. */
        void take(Reply reply) throws IOException;

        /** The server has closed the connection. */
        void endOfInput() throws IOException;

        /** The connection broke. */
        void failed(Exception cause);
    }

    private final Transport transport;
    private final ByteBuffer input;
    private final Listener listener;
    private final OutputQueue output = new OutputQueue();
    private final ReplyParser replies = new ReplyParser(ReplyParser.Limits.DEFAULT);

    /**
     * Takes over {@code connection} and begins to read.
     *
     * @param input one buffer that all control connections of the loop read into
     */
    LoadControl(Transport connection, ByteBuffer input, Listener listener) throws IOException {
        this.transport = connection;
        this.input = input;
        this.listener = listener;
        transport.handler(this);
        transport.want(SelectionKey.OP_READ);
    }

    Transport transport() {
        return transport;
    }

    void send(String line) throws IOException {
        output.add((line + "\r\n").getBytes(UTF_8));
        flush();
    }

    private void flush() throws IOException {
        boolean done = output.flush(transport);
        transport.want(done ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    @Override
    public void ready(int readyOps) throws IOException {
        if ((readyOps & SelectionKey.OP_WRITE) != 0) {
            flush();
        }
        if ((readyOps & SelectionKey.OP_READ) != 0) {
            read();
        }
    }

    private void read() throws IOException {
        int count = transport.read(input.clear());
        if (count < 0) {
            listener.endOfInput();
            return;
        }
        input.flip();
        while (transport.isOpen()) {
            Reply reply = replies.next(input);
            if (reply == null) {
                return;
            }
            listener.take(reply);
        }
    }

    @Override
    public void failed(Exception cause) {
        listener.failed(cause);
    }

    void close() {
        transport.close();
    }

    @Override
    public String name() {
        return "load session";
    }
}
