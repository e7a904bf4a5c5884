package dev.sluice.net;

import dev.sluice.loop.ReadyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * One stream connection on the loop, as a session sees it: plain here, encrypted elsewhere. All calls return at once.
 *
 * <p>Thread rule: the loop's thread only.
 */
public interface Transport {

    /**
     * Reads what is there into {@code dst}.
     *
     * @return the number of bytes, 0 if there are none now, -1 at the peer's end of output
     */
    int read(ByteBuffer dst) throws IOException;

    /**
     * Takes what fits from {@code src} and returns the number of bytes taken. They are on their way as soon as they can be, which may be
     * later: {@link #isFlushed}.
     */
    int write(ByteBuffer src) throws IOException;

    /**
     * Whether all that was taken is handed to the system. If not, the connection goes on with that by itself; who waits for it wants
     * {@code OP_WRITE}, and is told when there is room for more.
     */
    boolean isFlushed();

    /**
     * Whether {@link #transferFrom} moves file bytes without copying them through this process. To be asked when a transfer begins: it
     * may be another answer than an hour ago.
     */
    boolean canTransfer();

    /**
     * Sends up to {@code count} bytes of {@code file} from {@code position}.
     *
     * @return bytes taken; 0 when the socket is full, and also when the file ends at or before {@code position}
     */
    long transferFrom(FileChannel file, long position, long count) throws IOException;

    /** Sets who is told of readiness. Before the first {@link #want}; a later call replaces the handler. */
    void handler(ReadyHandler handler);

    /**
     * Sets what the handler is told of: bits of {@link java.nio.channels.SelectionKey}, 0 for nothing. It is told again as long as it is so:
     * also of input that waits in this connection, where no selector sees it.
     */
    void want(int ops) throws IOException;

    /**
     * Makes this a connection for short messages to and fro: they go at once, urgent bytes stay in their place among the others (RFC 959
     * §4.1.3, ABOR), and little waits in the system for a peer that does not read.
     */
    void interactive() throws IOException;

    /**
     * Ends the output: the peer reads end of file after what was written. Input goes on.
     *
     * @param done run when everything that was taken is handed to the system and nothing but the end itself is to come, perhaps now; it
     *     may close the connection, which says the same to the peer. It never runs when that fails, which the handler is told
     */
    void finish(Runnable done) throws IOException;

    /** Closes the connection, at once. Safe to call again. */
    void close();

    /**
     * Closes the connection by a reset, so that the peer's reads fail instead of ending: what it has got is not the whole. Safe to
     * call again.
     */
    void abort();

    /** Whether {@link #close} was not called yet. */
    boolean isOpen();

    /** The peer. */
    InetSocketAddress remoteAddress();

    /** This end. */
    InetSocketAddress localAddress();
}
