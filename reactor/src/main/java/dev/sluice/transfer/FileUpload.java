package dev.sluice.transfer;

import dev.sluice.ftp.NvtAscii;
import dev.sluice.loop.EventLoop;
import dev.sluice.net.MemoryBudget;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.Upload;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A file on its way from the socket to the disk.
 *
 * <p>While the disk keeps up, bytes go through the loop's one scratch buffer and the transfer owns no memory. When a write turns out
 * slow, or the file system is not the local one, the pool writes from a buffer of the transfer's own and the socket is not read
 * meanwhile, so that the sender waits and nothing piles up here.
 */
public final class FileUpload extends Transfer {

    /** An upload that took so long can wait another moment for its end to be certain; a shorter one is hardly ever broken off. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Writes by the pool, all of them fast, after which the loop writes itself again: one hiccup does not slow down a long upload. */
    private static final int FAST_WRITES = 16;

    private final Upload upload;
    private final Optional<NvtAscii.Decoder> decoder;
    private final boolean mayInline;
    private final LentBuffer own;
    private boolean inline;
    private int fastWrites;
    private boolean publishing;
    private boolean published;

    /**
     * Receives bytes until the sender ends them, and then publishes {@code upload}; if anything fails, aborts it.
     *
     * @param memory what a buffer of its own is borrowed from
     * @param inline whether the loop may write to the file itself, as long as that is fast
     * @param decoder converts from network to local line ends, for TYPE A
     */
    public FileUpload(
            TransferResources resources,
            MemoryBudget.Account memory,
            Upload upload,
            boolean inline,
            Optional<NvtAscii.Decoder> decoder,
            Consumer<TransferOutcome> owner) {
        super(resources, owner);
        this.own = new LentBuffer(resources.buffers(), memory, 0);
        this.upload = upload;
        this.mayInline = inline;
        this.inline = inline;
        this.decoder = decoder;
    }

    @Override
    void begin() throws IOException {
        transport().want(SelectionKey.OP_READ);
    }

    @Override
    void move() throws IOException {
        if (inline) {
            receiveInline();
        } else {
            receiveForPool();
        }
    }

    private void receiveInline() throws IOException {
        long budget = resources.budget().bytes();
        ByteBuffer buffer = resources.scratch();
        while (budget > 0 && inline) {
            int count = receive(buffer);
            if (count <= 0) {
                return;
            }
            budget -= count;
            long start = resources.loop().ticker().nanos();
            if (!write(buffer)) {
                return;
            }
            inline = !wasSlow(start);
        }
    }

    private boolean write(ByteBuffer buffer) {
        try {
            upload.write(buffer);
            return true;
        } catch (StorageException e) {
            storageFailed(e);
            return false;
        }
    }

    private void receiveForPool() throws IOException {
        if (!own.take()) {
            abort(Kind.NO_MEMORY);
        } else if (receive(own.get()) > 0) {
            onPool(this::timedWrite, this::written);
        }
    }

    /** Writes what was received, on the pool, and tells whether that was slow. */
    private boolean timedWrite() throws IOException {
        long start = resources.loop().ticker().nanos();
        upload.write(own.get());
        return wasSlow(start);
    }

    private void written(boolean slow) throws IOException {
        fastWrites = slow ? 0 : fastWrites + 1;
        if (mayInline && fastWrites == FAST_WRITES) {
            fastWrites = 0;
            inline = true;
        }
        transport().want(SelectionKey.OP_READ);
    }

    /** Reads what is there into {@code buffer}, ready to be written to the file; returns what read returned. */
    private int receive(ByteBuffer buffer) throws IOException {
        // The first byte is left free: a CR that waits in the decoder may have to go before what is read now.
        int count = transport().read(buffer.clear().position(1));
        if (count < 0) {
            transport().want(0);
            endSoon();
            return count;
        }
        moved(count);
        buffer.flip().position(1);
        if (decoder.isPresent()) {
            ByteBuffer decoded = buffer.duplicate().position(0);
            decoder.get().decode(buffer, decoded);
            buffer.limit(decoded.position()).position(0);
        }
        return count;
    }

    /**
     * The end of the data says that the file is complete, or that the client was killed: the system then ends its control connection as
     * well, but often some microseconds later. So the loop looks there once more, which aborts the upload, before it believes.
     */
    private void endSoon() {
        EventLoop loop = resources.loop();
        if (elapsed() < LONG_NANOS) {
            loop.nextTurn(this::senderEnded);
        } else {
            loop.timer("end of upload", this::senderEnded).fireAfter(MOMENT_NANOS);
        }
    }

    private void senderEnded() {
        if (inline) {
            complete();
        } else if (!hasEnded()) {
            publishing = true;
            onPool(this::publish, done -> complete());
        }
    }

    @Override
    boolean isPoolNeededToEnd() {
        return !inline && !published;
    }

    @Override
    void endOnPool() {
        upload.abort();
    }

    @Override
    boolean isJobStillOfUse() {
        return true;
    }

    @Override
    public boolean isPastAborting() {
        return publishing;
    }

    /** Writes what the decoder still holds, and puts the file in place. */
    private Void publish() throws IOException {
        if (decoder.isPresent()) {
            ByteBuffer rest = ByteBuffer.allocate(1);
            decoder.get().finish(rest);
            upload.write(rest.flip());
        }
        upload.publish();
        published = true;
        return null;
    }

    @Override
    void release(boolean complete) throws IOException {
        own.giveBack();
        try {
            if (complete && !published) {
                publish();
            }
        } finally {
            upload.abort();
        }
    }

    @Override
    public String name() {
        return "upload";
    }
}
