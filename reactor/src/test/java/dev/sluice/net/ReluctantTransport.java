package dev.sluice.net;

import dev.sluice.loop.ReadyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A connection that can't send without a copy, and keeps the last bytes and its end to itself for as long as a test likes, as an
 * encrypted one may.
 */
public final class ReluctantTransport implements Transport {

    private final Transport inner;
    private boolean flushed = true;
    private Optional<Runnable> finishing = Optional.empty();

    /** In front of {@code inner}. */
    public ReluctantTransport(Transport inner) {
        this.inner = inner;
    }

    /** Sets what {@link #isFlushed} says. */
    public void flushed(boolean now) {
        flushed = now;
    }

    /** Whether it was asked to finish, and has not done so yet. */
    public boolean isFinishing() {
        return finishing.isPresent();
    }

    /** Does what it was asked to. */
    public void finishNow() throws IOException {
        inner.finish(finishing.orElseThrow());
        finishing = Optional.empty();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return inner.read(dst);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return inner.write(src);
    }

    @Override
    public boolean isFlushed() {
        return flushed;
    }

    @Override
    public boolean canTransfer() {
        return false;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) {
        throw new AssertionError("this connection has to see every byte");
    }

    @Override
    public void handler(ReadyHandler handler) {
        inner.handler(handler);
    }

    @Override
    public void want(int ops) throws IOException {
        inner.want(ops);
    }

    @Override
    public void interactive() throws IOException {
        inner.interactive();
    }

    @Override
    public void finish(Runnable done) {
        finishing = Optional.of(done);
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public void abort() {
        inner.abort();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return inner.remoteAddress();
    }

    @Override
    public InetSocketAddress localAddress() {
        return inner.localAddress();
    }
}
