package dev.sluice.ftpd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** The test's end of one TCP connection. It waits by its {@link Pace}, which fails the test when that takes too long. */
final class Wire implements AutoCloseable {

    /** What is done while nothing can be read or written: wait for the server's thread, or turn the server's loop by hand. */
    interface Pace {
        /** Returns when {@code channel} may be ready for {@code ops}. */
        void await(SocketChannel channel, int ops) throws IOException;
    }

    private static final long PATIENCE_MILLIS = 20_000;
    private static final int CHUNK = 64 * 1024;

    private final SocketChannel channel;
    private final Pace pace;

    private Wire(SocketChannel channel, Pace pace) {
        this.channel = channel;
        this.pace = pace;
    }

    /** Connects to {@code to}, from the address {@code from} and any port. */
    static Wire connect(InetSocketAddress from, InetSocketAddress to, Pace pace) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            return of(channel.bind(from).setOption(StandardSocketOptions.TCP_NODELAY, true), to, pace);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Wire of(SocketChannel channel, InetSocketAddress to, Pace pace) throws IOException {
        channel.connect(to);
        return of(channel, pace);
    }

    /** Takes over a connected channel. */
    static Wire of(SocketChannel channel, Pace pace) throws IOException {
        channel.configureBlocking(false);
        return new Wire(channel, pace);
    }

    /** Waits for a server that runs on a thread of its own. */
    static void waitForReadiness(SocketChannel channel, int ops) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, ops);
            if (selector.select(PATIENCE_MILLIS) == 0) {
                throw new IOException("the server did nothing for " + PATIENCE_MILLIS + " ms");
            }
        }
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                pace.await(channel, SelectionKey.OP_WRITE);
            }
        }
    }

    /** Writes what fits at once and returns how much that was. */
    int tryWrite(byte[] bytes) throws IOException {
        return channel.write(ByteBuffer.wrap(bytes));
    }

    /** Reads at least a byte, or returns -1 at the end. */
    int read(ByteBuffer target) throws IOException {
        int count = channel.read(target);
        while (count == 0) {
            pace.await(channel, SelectionKey.OP_READ);
            count = channel.read(target);
        }
        return count;
    }

    /** What is left until the server closes. */
    byte[] readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        while (read(chunk.clear()) >= 0) {
            all.write(chunk.array(), 0, chunk.position());
        }
        return all.toByteArray();
    }

    /** Closes, as a client does that has sent everything. */
    void end() throws IOException {
        channel.close();
    }

    /** Says that nothing more will be written; reading goes on. */
    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Closes by a reset. */
    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    SocketChannel channel() {
        return channel;
    }

    InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
