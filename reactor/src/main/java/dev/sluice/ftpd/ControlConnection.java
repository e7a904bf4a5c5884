package dev.sluice.ftpd;

import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.Reply;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.OutputQueue;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/**
 * Lines in, replies out. Replies are collected while a handler runs and written once when it returns, so that the replies of a
 * transfer that begins and ends at once leave in one packet.
 *
 * <p>The owner takes lines as it can use them. As long as it leaves some, or much output waits, the client is not read: whoever does
 * not listen is not listened to, and TCP makes it wait. So what a connection holds is bounded, by a read and a few replies; beyond a
 * little, it is also borrowed from the budget that all connections share.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class ControlConnection implements ReadyHandler {

    /** What the owner of a control connection hears. */
    interface Listener {
        /** Lines came: take them by {@link #next}. What is left of them stays, and nothing more is read until it is taken. */
        void pump();

        /** Whether there is no use in reading more for now. */
        boolean isFull();

        /** Whether nobody knows yet who the client is. */
        boolean isStranger();

        /** Bytes of memory that the owner holds for lines it took and could not carry out yet. */
        int heldBytes();

        /** The client sent end of file; nothing more will come. */
        void endOfInput();

        /** The connection broke. */
        void broken(Exception cause);

        /** The budget has no room for what this connection holds; it must end. */
        void outOfMemory();

        /** All output is written. */
        void flushed();
    }

    /** Output in bytes above which no further commands are carried out. */
    private static final int HIGH_MARK = 32 * 1024;

    /** The same for a stranger. */
    private static final int HIGH_MARK_FOR_STRANGERS = 2 * 1024;

    /** Bytes that every connection may hold; they count as part of the session. */
    private static final int FREE_BYTES = 4 * 1024;

    /** Bytes that are read ahead at most to see whether the client has ended its side. */
    private static final int LOOK_AHEAD = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final EventLoop loop;
    private Transport transport;
    private final ByteBuffer input;
    private final MemoryBudget.Account memory;
    private final Listener listener;
    private final LineDecoder decoder;
    private final OutputQueue output = new OutputQueue();
    private ByteBuffer unread = NOTHING;
    private long borrowed;
    private boolean settling;
    private boolean discarding;
    private boolean inputEnded;
    private boolean reading = true;

    /**
     * Takes over {@code transport} and begins to read.
     *
     * @param input one buffer that all control connections of the loop read into
     */
    ControlConnection(
            EventLoop loop,
            Transport transport,
            ByteBuffer input,
            int maxLineBytes,
            MemoryBudget.Account memory,
            Listener listener)
            throws IOException {
        this.loop = loop;
        this.transport = transport;
        this.input = input;
        this.memory = memory;
        this.listener = listener;
        this.decoder = new LineDecoder(maxLineBytes);
        transport.handler(this);
        transport.want(SelectionKey.OP_READ);
    }

    /** Queues a reply. It is written when the handler that runs now has returned. */
    void send(Reply reply) {
        output.add(reply.encode());
        settleLater();
    }

    /** Writes what waits, and brings interest and account up to date, when the handler that runs now has returned. */
    void settleLater() {
        if (!settling) {
            settling = true;
            loop.defer(this::settle);
        }
    }

    /** The next line, or null when all that was read is used up. */
    LineDecoder.Line next() {
        return unread.hasRemaining() ? decoder.next(unread) : null;
    }

    /** Whether something was read that {@link #next} has not come to yet. */
    boolean hasUnread() {
        return unread.hasRemaining();
    }

    /** Whether so much output waits that no further command should be carried out until it is written. */
    boolean isClogged() {
        return output.size() >= (listener.isStranger() ? HIGH_MARK_FOR_STRANGERS : HIGH_MARK);
    }

    /** Bytes of output that wait. */
    int unsent() {
        return output.size();
    }

    /**
     * Goes on over {@code other}, which is made of the connection until now. What was read and not used up is dropped: it came by another
     * way than what follows, and whoever had a hand in that one must not speak in this one (RFC 4217 §16, STARTTLS injection).
     *
     * @throws IllegalStateException when output waits, which was meant for the connection until now
     */
    void exchange(Transport other) throws IOException {
        if (output.size() > 0) {
            throw new IllegalStateException(output.size() + " bytes are still to go out over the old connection");
        }
        transport = other;
        unread = NOTHING;
        decoder.reset();
        transport.handler(this);
        settleLater();
    }

    /**
     * Whether the client's side is still open, as far as a look tells. Where nothing is read for now, since so much waits, what has come is
     * read ahead and kept; behind more than {@link #LOOK_AHEAD} bytes nobody can see the end.
     */
    boolean isPeerThere() {
        try {
            int left = LOOK_AHEAD;
            for (boolean more = !reading; more && !inputEnded && left > 0; ) {
                int count = transport.read(input.clear());
                if (count < 0) {
                    inputEnded = true;
                    loop.defer(listener::endOfInput);
                } else {
                    more = count > 0;
                    left -= count;
                    input.flip();
                    unread = ByteBuffer.allocate(unread.remaining() + count)
                            .put(unread)
                            .put(input)
                            .flip();
                }
            }
            settleLater();
            return !inputEnded;
        } catch (IOException e) {
            loop.defer(() -> listener.broken(e));
            return false;
        }
    }

    /** From now on input is read and thrown away, so that the client reads our last reply and not a reset. */
    void endOutput() throws IOException {
        discarding = true;
        unread = NOTHING;
        transport.want(SelectionKey.OP_READ);
        transport.finish(() -> {});
    }

    void close() {
        transport.close();
        memory.giveBack(borrowed);
        borrowed = 0;
    }

    Transport transport() {
        return transport;
    }

    @Override
    public void ready(int readyOps) throws IOException {
        if ((readyOps & SelectionKey.OP_WRITE) != 0) {
            settle();
        }
        if ((readyOps & SelectionKey.OP_READ) != 0 && transport.isOpen()) {
            read();
        }
    }

    private void read() throws IOException {
        int count = transport.read(input.clear());
        settleLater();
        if (count < 0) {
            inputEnded = true;
            listener.endOfInput();
        } else if (!discarding) {
            unread = input.flip();
            try {
                listener.pump();
            } finally {
                keepUnread();
            }
        }
    }

    /** The next connection reads into the same buffer. */
    private void keepUnread() {
        unread = unread.hasRemaining()
                ? ByteBuffer.allocate(unread.remaining()).put(unread).flip()
                : NOTHING;
    }

    private void settle() {
        settling = false;
        if (!transport.isOpen()) {
            return;
        }
        try {
            boolean drained = output.flush(transport) && transport.isFlushed();
            if (!hasUnread()) {
                unread = NOTHING;
            }
            reading = discarding || !(hasUnread() || isClogged() || listener.isFull());
            transport.want((reading && !inputEnded ? SelectionKey.OP_READ : 0) | (drained ? 0 : SelectionKey.OP_WRITE));
            if (!borrowForWhatIsHeld()) {
                listener.outOfMemory();
            } else if (drained) {
                listener.flushed();
            }
        } catch (IOException e) {
            listener.broken(e);
        }
    }

    private boolean borrowForWhatIsHeld() {
        long held = (long) output.capacity() + decoder.capacity() + unread.capacity() + listener.heldBytes();
        long more = Math.max(0, held - FREE_BYTES) - borrowed;
        if (more > 0 && !memory.borrow(more)) {
            return false;
        }
        if (more < 0) {
            memory.giveBack(-more);
        }
        borrowed += more;
        return true;
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
