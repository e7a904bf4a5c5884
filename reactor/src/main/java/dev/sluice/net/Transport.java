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

    /** Writes what fits from {@code src} and returns the number of bytes taken. */
    int write(ByteBuffer src) throws IOException;

    /** Whether {@link #transferFrom} moves file bytes without copying them through this process. */
    boolean canTransfer();

    /**
     * Sends up to {@code count} bytes of {@code file} from {@code position}.
     *
     * @return bytes taken; 0 when the socket is full, and also when the file ends at or before {@code position}
     */
    long transferFrom(FileChannel file, long position, long count) throws IOException;

    /** Sets who is told of readiness. Before the first {@link #want}; a later call replaces the handler. */
    void handler(ReadyHandler handler);

    /** Sets what the handler is told of: bits of {@link java.nio.channels.SelectionKey}, 0 for nothing. */
    void want(int ops) throws IOException;

    /** Ends the output; the peer reads end of file after what was written. Input goes on. */
    void shutdownOutput() throws IOException;

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
