package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Registration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * A TCP connection as it is. It goes to the selector only when its owner first has to wait: a small file that fits the socket's
 * buffer is sent and closed without the selector ever hearing of the connection.
 */
final class PlainTransport implements Transport, ReadyHandler {

    private static final int INTERACTIVE_BYTES = 64 * 1024;

    private final EventLoop loop;
    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private Registration registration;
    private ReadyHandler handler;

    /**
     * Takes over a channel that is connected, or is being connected to {@code remote}.
     *
     * @throws IOException when the channel is closed already
     */
    PlainTransport(EventLoop loop, SocketChannel channel, InetSocketAddress remote) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.remote = remote;
        channel.configureBlocking(false);
    }

    /** Takes over a connected channel. */
    static PlainTransport of(EventLoop loop, SocketChannel channel) throws IOException {
        return new PlainTransport(loop, channel, (InetSocketAddress) channel.getRemoteAddress());
    }

    @Override
    public void handler(ReadyHandler newHandler) {
        handler = newHandler;
    }

    @Override
    public void ready(int readyOps) throws IOException {
        handler.ready(readyOps);
    }

    @Override
    public void failed(Exception cause) {
        handler.failed(cause);
    }

    @Override
    public String name() {
        return handler.name();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return channel.read(dst);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return channel.write(src);
    }

    @Override
    public boolean canTransfer() {
        return true;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
        // The raw channel: anything wrapped around it makes the JDK copy through an 8 KiB heap buffer instead.
        return file.transferTo(position, count, channel);
    }

    @Override
    public void want(int ops) throws IOException {
        if (registration != null) {
            registration.want(ops);
        } else if (ops != 0) {
            Objects.requireNonNull(
                    handler, "handler() comes before want(): nobody would hear that the channel is ready");
            registration = loop.register(channel, ops, this);
        }
    }

    @Override
    public void interactive() throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().setOOBInline(true);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, INTERACTIVE_BYTES);
    }

    @Override
    public boolean isFlushed() {
        return true;
    }

    @Override
    public void finish(Runnable done) throws IOException {
        done.run();
        if (isOpen()) {
            channel.shutdownOutput(); // Who has closed it has saved this call: closing says the same to the peer.
        }
    }

    @Override
    public void close() {
        if (registration != null) {
            registration.close();
        } else {
            loop.close(channel);
        }
    }

    @Override
    public void abort() {
        try {
            if (channel.isConnected() && channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // It is no connection any more, so there is nothing to reset.
        }
        close();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public InetSocketAddress localAddress() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("the connection is closed", e);
        }
    }
}
