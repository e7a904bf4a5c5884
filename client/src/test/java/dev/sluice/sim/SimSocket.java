package dev.sluice.sim;

import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** One end of a simulated TCP connection. */
final class SimSocket extends Source implements Transport {

    /** A system call, and a byte of it in a thousandth of a nanosecond. */
    private static final long CALL_NANOS = 1_000;

    private static final int COPY = 64 * 1024;

    private final Weather weather;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final Stream in;
    private final Stream out;
    private final boolean zeroCopy;
    private SimSocket peer;
    private ReadyHandler handler;
    private int wanted;
    private boolean outputEnded;
    private boolean reset;

    SimSocket(
            Machine machine,
            Weather weather,
            InetSocketAddress local,
            InetSocketAddress remote,
            Stream in,
            Stream out) {
        super(machine);
        this.weather = weather;
        this.local = local;
        this.remote = remote;
        this.in = in;
        this.out = out;
        this.zeroCopy = world().chance(0.7);
    }

    void connect(SimSocket other) {
        peer = other;
    }

    // ---- as a source of readiness ----

    @Override
    int readyOps() {
        int ready = 0;
        if (reset || in.readable() > 0 || in.hasEnded()) {
            ready |= SelectionKey.OP_READ;
        }
        if (reset || out.room() > 0) {
            ready |= SelectionKey.OP_WRITE;
        }
        return ready & wanted;
    }

    @Override
    int wanted() {
        return wanted;
    }

    @Override
    void ready(int ops) throws IOException {
        handler.ready(ops);
    }

    @Override
    void failed(Exception cause) {
        handler.failed(cause);
    }

    // ---- as a connection ----

    @Override
    public int read(ByteBuffer dst) throws IOException {
        requireOpen();
        if (in.readable() > 0) {
            int count = in.read(dst);
            cost(count);
            return count;
        }
        requireNoReset("Connection reset by peer");
        return in.hasEnded() ? -1 : 0;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        requireOpen();
        if (outputEnded) {
            throw new ClosedChannelException();
        }
        requireNoReset("Broken pipe");
        int start = src.position();
        int count = out.write(src);
        world().say(() -> this + " " + said(src, start, count));
        cost(count);
        return count;
    }

    @Override
    public boolean isFlushed() {
        return true;
    }

    @Override
    public boolean canTransfer() {
        return zeroCopy;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
        requireOpen();
        requireNoReset("Broken pipe");
        int most = (int) Math.min(Math.min(count, out.room()), COPY);
        if (most == 0) {
            return 0;
        }
        ByteBuffer copy = ByteBuffer.allocate(most);
        return file.read(copy, position) <= 0 ? 0 : write(copy.flip());
    }

    @Override
    public void handler(ReadyHandler newHandler) {
        handler = newHandler;
    }

    @Override
    public void want(int ops) {
        machine().loop().assertOnLoop();
        if (ops != 0) {
            Objects.requireNonNull(handler, "handler() comes before want()");
        }
        wanted = ops;
    }

    @Override
    public void interactive() throws IOException {
        requireOpen();
    }

    @Override
    public void finish(Runnable done) throws IOException {
        done.run();
        if (isOpen()) {
            requireNoReset("Transport endpoint is not connected");
            endOutput();
        }
    }

    private void endOutput() {
        if (!outputEnded) {
            outputEnded = true;
            world().say(() -> this + " end of output");
            out.end();
        }
    }

    @Override
    void closed() {
        if (reset) {
            return;
        }
        if (in.readable() > 0) {
            world().say(() -> this + " closed with input unread: reset");
            breakOff();
        } else {
            endOutput();
        }
    }

    @Override
    public void abort() {
        if (isOpen() && !reset) {
            world().say(() -> this + " reset");
            breakOff();
        }
        close();
    }

    private void breakOff() {
        outputEnded = true;
        reset = true;
        out.cut();
        peer.resetLater();
    }

    /** The connection is broken, as this end sees it from now on. */
    void reset() {
        if (isOpen() && !reset) {
            world().say(() -> this + " is told of a reset");
            reset = true;
            out.cut();
            in.cut();
            if (weather.resetDiscards()) {
                in.discard();
            }
        }
    }

    void resetLater() {
        world().after(world().around(weather.latency()), this::reset);
    }

    /** What was sent, and the end if it was sent, is there at once. */
    void hurry() {
        out.hurry();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public InetSocketAddress localAddress() {
        if (!isOpen()) {
            throw new UncheckedIOException("the connection is closed", new ClosedChannelException());
        }
        return local;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void requireNoReset(String what) throws IOException {
        if (reset) {
            throw new IOException(what);
        }
    }

    private void cost(int bytes) {
        world().spend(CALL_NANOS + bytes / 8);
    }

    private String said(ByteBuffer src, int start, int count) {
        if (local.getPort() != Wire.CONTROL_PORT && remote.getPort() != Wire.CONTROL_PORT) {
            return count + " bytes";
        }
        byte[] text = new byte[Math.max(0, count)];
        src.duplicate().position(start).get(text);
        return Text.of(new String(text, StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return Wire.text(local) + " > " + Wire.text(remote);
    }
}
