package dev.sluice.transfer;

import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * From the page cache to the socket by {@link FileChannel#transferTo}, without passing through this process.
 *
 * <p>It sends at once and asks the selector for help only when the socket is full. When a call turns out slow (cold pages, a slow
 * disk) the pool reads the next window into the page cache first and the loop then sends it from there: <em>warm, then send</em>.
 */
final class ZeroCopy implements Download.Way {

    /** How much the pool warms up in one job. */
    private static final long WINDOW = 4L << 20;

    /** A window that was read fast was warm, so the slow call before it was a hiccup. */
    private static final int FAST_WINDOWS = 1;

    /** So little goes at once: to wait for a turn would cost more. */
    private static final long SMALL = 64L << 10;

    private final Download transfer;
    private final FileChannel file;
    private final long end;
    private final DiskPace pace;
    private long position;
    /** Up to where the pool has read. */
    private long warmUntil;

    ZeroCopy(Download transfer, Download.Region region) {
        this.transfer = transfer;
        this.file = region.file();
        this.position = region.start();
        this.end = region.end();
        this.pace = new DiskPace(transfer.resources.slowCallNanos(), FAST_WINDOWS);
    }

    @Override
    public void begin() throws IOException {
        if (end - position <= SMALL) {
            move();
        } else {
            transfer.askForTurn();
        }
    }

    @Override
    public void move() throws IOException {
        long until = pace.isFast() ? end : warmUntil;
        if (position == end) {
            transfer.sent();
        } else if (position < until) {
            send(Math.min(until - position, transfer.resources.scheduler().bytes()));
        } else {
            warm();
        }
    }

    private void send(long count) throws IOException {
        long start = transfer.resources.nanos();
        long sent;
        try {
            sent = transfer.connection().transferFrom(file, position, count);
        } catch (IOException e) {
            findOutWhatFailed(e);
            return;
        }
        position += sent;
        transfer.progress.moved(sent);
        if (position == end) {
            transfer.sent();
        } else if (sent == 0 && isTruncated()) {
            transfer.conclude(Kind.TRUNCATED);
        } else {
            pace.tookOnLoop(transfer.resources.nanos() - start);
            transfer.connection().want(OP_WRITE);
        }
    }

    private boolean isTruncated() {
        try {
            return file.size() <= position;
        } catch (IOException e) {
            transfer.conclude(Kind.STORAGE_FAILED, e);
            return false;
        }
    }

    /** The system does not say which of the two failed. It has just read this place, so unless the disk is broken, so can we. */
    private void findOutWhatFailed(IOException cause) {
        try {
            file.read(ByteBuffer.allocate(1), position);
        } catch (IOException e) {
            transfer.conclude(Kind.STORAGE_FAILED, e);
            return;
        }
        transfer.conclude(Kind.CONNECTION_LOST, cause);
    }

    private void warm() throws IOException {
        long from = position;
        long until = Math.min(end, from + WINDOW);
        transfer.onPool(() -> read(from, until), nanos -> {
            pace.tookOnPool(nanos);
            warmUntil = until;
            move();
        });
    }

    /** Reads a window and throws it away: the pages stay. Returns how long that took. */
    private long read(long from, long until) throws IOException {
        long start = transfer.resources.nanos();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        for (long at = from; at < until; ) {
            int count = file.read(buffer.clear(), at);
            if (count < 0) {
                break;
            }
            at += count;
        }
        return transfer.resources.nanos() - start;
    }
}
