package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ftp.Reply;
import dev.sluice.ftp.ReplyParser;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.OutputQueue;
import dev.sluice.net.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/**
 * A control connection as a client sees it: command lines out, replies in. What the commands are and what their replies mean is up
 * to whoever listens.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class ControlChannel implements ReadyHandler {

    /** Enough for the replies to many commands; no reply needs to fit. */
    public static final int INPUT_BYTES = 8 * 1024;

    /** Who speaks on the channel. What it throws comes back to it through {@link #failed}. */
    public interface Listener {
        /** A reply has come. */
        void received(Reply reply) throws IOException;

        /** The server has ended the connection; that is a failure unless it was asked to. */
        default void ended() throws IOException {
            throw new EOFException("the server closed the connection");
        }

        /** The connection broke, the server speaks no FTP, or something was thrown. The channel is not closed yet. */
        void failed(IOException cause);
    }

    private final ByteBuffer input;
    private final Listener listener;
    private final OutputQueue output = new OutputQueue();
    private final ReplyParser replies = new ReplyParser(ReplyParser.Limits.DEFAULT);
    private Transport transport;

    /**
     * Takes over {@code connection} and begins to read.
     *
     * @param input a buffer that all channels of the loop read into: what is read is taken before another channel's turn
     */
    public ControlChannel(Transport connection, ByteBuffer input, Listener listener) throws IOException {
        this.input = input;
        this.listener = listener;
        attach(connection);
    }

    private void attach(Transport next) throws IOException {
        transport = next;
        next.handler(this);
        next.want(SelectionKey.OP_READ);
    }

    /**
     * Goes on over {@code next}, which is this connection encrypted as a rule (AUTH TLS). What has been read before and not been taken
     * is dropped: anybody on the way may have put it there (RFC 4217 §15).
     *
     * @throws IllegalStateException when a command waits to be sent: the server would get the rest of it encrypted
     */
    public void exchange(Transport next) throws IOException {
        if (output.size() > 0) {
            throw new IllegalStateException(output.size() + " bytes of commands wait to be sent");
        }
        replies.reset();
        attach(next);
    }

    /** Sends one command line; what does not fit goes when the connection has room. */
    public void send(String line) throws IOException {
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
        Transport from = transport;
        if (from.read(input.clear()) < 0) {
            listener.ended();
            return;
        }
        input.flip();
        // What is left when the listener closes the connection, or exchanges it, is dropped.
        for (Reply reply = replies.next(input); reply != null; reply = replies.next(input)) {
            listener.received(reply);
            if (from != transport || !from.isOpen()) {
                return;
            }
        }
    }

    @Override
    public void failed(Exception cause) {
        listener.failed(cause instanceof IOException io ? io : new IOException("internal error: " + cause, cause));
    }

    /** The server. */
    public InetSocketAddress remoteAddress() {
        return transport.remoteAddress();
    }

    /** This end. */
    public InetSocketAddress localAddress() {
        return transport.localAddress();
    }

    /** Closes the connection, at once. Safe to call again. */
    public void close() {
        transport.close();
    }

    @Override
    public String name() {
        return "client control";
    }
}
