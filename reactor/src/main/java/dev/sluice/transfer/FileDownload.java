package dev.sluice.transfer;

import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;

/**
 * A file on its way from the page cache to the socket by {@link FileChannel#transferTo}, without passing through this process.
 *
 * <p>It sends at once and asks the selector for help only when the socket is full. When a call turns out slow (cold pages, a slow
 * disk) the pool reads the next window into the page cache first and the loop then sends it from there: <em>warm, then send</em>.
 */
public final class FileDownload extends Transfer {

    /** How much the pool warms up in one job. */
    private static final long WINDOW = 4L << 20;

    /** So little goes at once: to wait for a turn would cost more. */
    private static final long SMALL = 64L << 10;

    private final FileChannel file;
    private final long end;
    private long position;
    /** Up to where the loop may send without asking the pool; {@link Long#MAX_VALUE} while the file is fast. */
    private long warmUntil = Long.MAX_VALUE;

    /**
     * Sends the bytes of {@code file} from {@code position} up to {@code end}, and closes it.
     */
    public FileDownload(
            TransferResources resources, FileChannel file, long position, long end, Consumer<TransferOutcome> owner) {
        super(resources, owner);
        this.file = file;
        this.position = position;
        this.end = end;
    }

    @Override
    void begin() throws IOException {
        if (end - position <= SMALL) {
            move();
        } else {
            askForTurn();
        }
    }

    @Override
    void move() throws IOException {
        if (position == end) {
            complete();
            return;
        }
        if (position >= warmUntil) {
            warm();
            return;
        }
        long count =
                Math.min(Math.min(end, warmUntil) - position, resources.budget().bytes());
        long start = resources.loop().ticker().nanos();
        long sent;
        try {
            sent = transport().transferFrom(file, position, count);
        } catch (IOException e) {
            findOutWhatFailed(e);
            return;
        }
        position += sent;
        moved(sent);
        if (position == end) {
            complete();
        } else if (sent == 0 && isTruncated()) {
            abort(Kind.TRUNCATED);
        } else if (!hasEnded()) {
            if (warmUntil == Long.MAX_VALUE && wasSlow(start)) {
                warmUntil = position;
            }
            transport().want(SelectionKey.OP_WRITE);
        }
    }

    private boolean isTruncated() {
        try {
            return file.size() <= position;
        } catch (IOException e) {
            storageFailed(e);
            return false;
        }
    }

    /** The system does not say which of the two failed. It has just read this place, so unless the disk is broken, so can we. */
    private void findOutWhatFailed(IOException cause) {
        try {
            file.read(ByteBuffer.allocate(1), position);
        } catch (IOException e) {
            storageFailed(e);
            return;
        }
        failed(cause);
    }

    private void warm() {
        long from = position;
        long until = Math.min(end, from + WINDOW);
        onPool(() -> wasSlowToRead(from, until), slow -> {
            // A window that was read fast was warm: the slow call before was a hiccup, and the loop goes on by itself.
            warmUntil = slow ? until : Long.MAX_VALUE;
            move();
        });
    }

    /** Reads a window and throws it away: the pages stay. */
    private boolean wasSlowToRead(long from, long until) throws IOException {
        long start = resources.loop().ticker().nanos();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        for (long at = from; at < until; ) {
            int count = file.read(buffer.clear(), at);
            if (count < 0) {
                break;
            }
            at += count;
        }
        return wasSlow(start);
    }

    @Override
    void release(boolean complete) throws IOException {
        file.close();
    }

    @Override
    public String name() {
        return "download";
    }
}
