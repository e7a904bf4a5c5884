package dev.sluice.load;

import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.Timer;
import dev.sluice.net.Connector;
import dev.sluice.net.RateLimit;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The data connection of a session, made again for each transfer: bytes read are dropped, bytes written come from the loop's file.
 *
 * <p>The selector hears of a connection only when there is nothing to read or no room to write: a small file is there when the reply
 * is that announces it, and costs neither registration nor wake-up.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class DataFlow implements ReadyHandler, Connector.Outcome {

    private static final int CALLS_PER_TURN = 4;
    private static final long WRITE_BYTES = 1 << 20;

    private final LoadLoop owner;
    private final LoadTransfer transfer;
    private final RateLimit pace;
    private final Timer pause;
    private final CRC32C checksum = new CRC32C();
    private Connector connector; // null unless one is being made
    private Transport transport; // null unless there is one
    private boolean sending;
    private long expected;
    private long moved;
    private boolean begun;
    private boolean ended;

    DataFlow(LoadLoop owner, LoadTransfer transfer) {
        this.owner = owner;
        this.transfer = transfer;
        OptionalLong rate = owner.plan().pace();
        this.pace = rate.isPresent() ? RateLimit.steady(rate.getAsLong()) : RateLimit.NONE;
        this.pause = owner.loop().timer("load pace", this::advance);
    }

    /** Begins to connect. A failure to is told like any other. */
    void open(InetSocketAddress local, InetSocketAddress remote) {
        transport = null;
        begun = false;
        ended = false;
        moved = 0;
        try {
            connector = owner.network()
                    .connect(local, remote, owner.plan().timeout().toNanos(), this);
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void connected(Transport newTransport) {
        connector = null;
        transport = newTransport;
        transport.handler(this);
        transfer.dataConnected();
    }

    /** The server has announced that it sends; {@code size} bytes are expected, or -1 when nobody knows. */
    void receive(long size) {
        begin(false, size);
    }

    /** The server has announced that it receives; it shall get {@code size} bytes. */
    void send(long size) {
        begin(true, size);
    }

    private void begin(boolean send, long size) {
        sending = send;
        expected = size;
        begun = true;
        checksum.reset();
        advance();
    }

    /** Moves what can be moved now: also for when the control connection knows more than the selector has said. */
    void advance() {
        if (!begun || ended) {
            return;
        }
        try {
            move();
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void ready(int readyOps) throws IOException {
        move();
    }

    private void move() throws IOException {
        boolean done = sending ? write() : read();
        if (done) {
            transport.want(0);
            transport.finish(() -> {
                close();
                transfer.dataEnded();
            });
        }
    }

    /** Returns true at the end of the data. */
    private boolean read() throws IOException {
        ByteBuffer buffer = owner.scratch();
        for (int call = 0; call < CALLS_PER_TURN; call++) {
            long allowed = pace.allowance(owner.loop().now());
            if (allowed == 0) {
                return rest();
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), allowed));
            int count = transport.read(buffer);
            if (count < 0) {
                return true;
            }
            if (count > 0) {
                if (owner.plan().verify()) {
                    checksum.update(buffer.flip());
                }
                count(count);
            }
            // Behind the last byte the end is most likely there too; in the middle a short read means that no more is.
            if (count == 0 || (count < buffer.limit() && moved != expected)) {
                break;
            }
        }
        transport.want(SelectionKey.OP_READ);
        return false;
    }

    private boolean write() throws IOException {
        for (int call = 0; call < CALLS_PER_TURN && moved < expected; call++) {
            long allowed = pace.allowance(owner.loop().now());
            if (allowed == 0) {
                return rest();
            }
            long count =
                    owner.content().write(transport, moved, Math.min(expected - moved, Math.min(allowed, WRITE_BYTES)));
            if (count == 0) {
                break;
            }
            count(count);
        }
        if (moved < expected) {
            transport.want(SelectionKey.OP_WRITE);
        }
        return moved == expected;
    }

    private void count(long bytes) {
        if (moved == 0) {
            transfer.firstByte();
        }
        moved += bytes;
        pace.spend(bytes);
        transfer.moved(bytes);
    }

    private boolean rest() throws IOException {
        transfer.rests();
        transport.want(0);
        pause.fireAfter(pace.nanosToNext(owner.random()));
        return false;
    }

    @Override
    public void failed(IOException cause) {
        connector = null;
        close();
        transfer.dataFailed(cause);
    }

    @Override
    public void failed(Exception cause) {
        failed(cause instanceof IOException io ? io : new IOException("internal error: " + cause, cause));
    }

    @Override
    public String name() {
        return "load data";
    }

    /** Ends the connection, whatever it is doing. Safe to call again. */
    void close() {
        ended = true;
        pause.cancel();
        if (connector != null) {
            connector.cancel();
            connector = null;
        }
        if (transport != null) {
            transport.close();
            transport = null;
        }
    }

    boolean hasEnded() {
        return ended;
    }

    long moved() {
        return moved;
    }

    /** CRC-32C of what was read, if downloads are verified. */
    long checksum() {
        return checksum.getValue();
    }
}
