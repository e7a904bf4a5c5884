package dev.sluice.server;

import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.Reply;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.OutputQueue;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/**
 * Lines in, replies out. Replies are collected while a handler runs and written once when it returns, so that the replies of a
 * transfer that begins and ends at once leave in one packet.
 *
 * <p>When much output waits, no input is read; when the owner says that it has heard enough for now, neither.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class ControlConnection implements ReadyHandler {

    /** What the owner of a control connection hears. */
    interface Listener {
        /** A line came. */
        void line(LineDecoder.Line line);

        /** The client sent end of file; nothing more will come. */
        void endOfInput();

        /** The connection broke. */
        void broken(Exception cause);

        /** All output is written. */
        void flushed();
    }

    /** Output in bytes above which no further commands are read. */
    private static final int HIGH_MARK = 64 * 1024;

    private final EventLoop loop;
    private final Transport transport;
    private final ByteBuffer input;
    private final Listener listener;
    private final LineDecoder decoder;
    private final OutputQueue output = new OutputQueue();
    private boolean flushing;
    private boolean paused;
    private boolean discarding;
    private boolean inputEnded;

    /**
     * Takes over {@code transport} and begins to read.
     *
     * @param input one buffer that all control connections of the loop read into
     */
    ControlConnection(EventLoop loop, Transport transport, ByteBuffer input, int maxLineBytes, Listener listener)
            throws IOException {
        this.loop = loop;
        this.transport = transport;
        this.input = input;
        this.listener = listener;
        this.decoder = new LineDecoder(maxLineBytes);
        transport.handler(this);
        transport.want(SelectionKey.OP_READ);
    }

    /** Queues a reply. It is written when the handler that runs now has returned. */
    void send(Reply reply) {
        output.add(reply.encode());
        flushLater();
    }

    /** Writes what waits, and brings the interest up to date, when the handler that runs now has returned. */
    void flushLater() {
        if (!flushing) {
            flushing = true;
            loop.defer(this::flush);
        }
    }

    /** Whether so much output waits that no further command should be carried out until it is written. */
    boolean isClogged() {
        return output.size() >= HIGH_MARK;
    }

    /** Bytes of output that wait. */
    int unsent() {
        return output.size();
    }

    /** Stops or resumes reading; lines that were read already still come. */
    void pause(boolean pause) {
        if (paused != pause) {
            paused = pause;
            flushLater();
        }
    }

    /** From now on input is read and thrown away, so that the client reads our last reply and not a reset. */
    void endOutput() throws IOException {
        discarding = true;
        paused = false;
        transport.want(SelectionKey.OP_READ);
        transport.shutdownOutput();
    }

    void close() {
        transport.close();
    }

    Transport transport() {
        return transport;
    }

    @Override
    public void ready(int readyOps) throws IOException {
        if ((readyOps & SelectionKey.OP_WRITE) != 0) {
            flush();
        }
        if ((readyOps & SelectionKey.OP_READ) != 0 && transport.isOpen()) {
            read();
        }
    }

    private void read() throws IOException {
        int count = transport.read(input.clear());
        if (count < 0) {
            inputEnded = true;
            listener.endOfInput();
            flushLater();
            return;
        }
        input.flip();
        while (!discarding && transport.isOpen()) {
            LineDecoder.Line line = decoder.next(input);
            if (line == null) {
                return;
            }
            listener.line(line);
        }
    }

    private void flush() {
        flushing = false;
        if (!transport.isOpen()) {
            return;
        }
        try {
            boolean drained = output.flush(transport);
            boolean read = !inputEnded && !paused && !isClogged();
            transport.want((read ? SelectionKey.OP_READ : 0) | (drained ? 0 : SelectionKey.OP_WRITE));
            if (drained) {
                listener.flushed();
            }
        } catch (IOException e) {
            listener.broken(e);
        }
    }

    @Override
    public void failed(Exception cause) {
        listener.broken(cause);
    }

    @Override
    public String name() {
        return "control";
    }
}
