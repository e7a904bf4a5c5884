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

    /** Writes by the pool, all of them fast, after which the loop writes itself again. */
    private static final int FAST_WRITES = 16;

    private final Upload file;
    private final Optional<NvtAscii.Decoder> decoder;
    private final LentBuffer own;
    private final DiskPace pace;

    /**
     * Receives bytes until the sender ends them, and then publishes {@code file}; if anything fails, aborts it.
     *
     * @param memory what a buffer of its own is borrowed from
     * @param inline whether the loop may write to the file itself, as long as that is fast
     * @param decoder converts from network to local line ends, for TYPE A
     */
    public FileUpload(
            TransferResources resources,
            MemoryBudget.Account memory,
            Upload file,
            boolean inline,
            Optional<NvtAscii.Decoder> decoder) {
        super(resources);
        this.own = new LentBuffer(resources.buffers(), memory, 0);
        this.file = file;
        this.decoder = decoder;
        this.pace = inline ? new DiskPace(resources.slowCallNanos(), FAST_WRITES) : DiskPace.poolOnly();
    }

    @Override
    void begin() throws IOException {
        connection().want(SelectionKey.OP_READ);
    }

    @Override
    void move() throws IOException {
        if (pace.isFast()) {
            receiveOnLoop();
        } else {
            receiveForPool();
        }
    }

    private void receiveOnLoop() throws IOException {
        long left = resources.scheduler().bytes();
        ByteBuffer buffer = resources.scratch();
        while (left > 0 && pace.isFast()) {
            int count = receive(buffer);
            if (count <= 0) {
                return;
            }
            left -= count;
            pace.tookOnLoop(write(buffer));
        }
    }

    private void receiveForPool() throws IOException {
        if (!own.take()) {
            conclude(Kind.NO_MEMORY);
        } else if (receive(own.get()) > 0) {
            onPool(() -> write(own.get()), nanos -> {
                pace.tookOnPool(nanos);
                connection().want(SelectionKey.OP_READ);
            });
        }
    }

    /** Writes what was received; returns how long that took. */
    private long write(ByteBuffer buffer) throws StorageException {
        long start = resources.nanos();
        file.write(buffer);
        return resources.nanos() - start;
    }

    /** Reads what is there into {@code buffer}, ready to be written to the file; returns what read returned. */
    private int receive(ByteBuffer buffer) throws IOException {
        // The first byte is left free: a CR that waits in the decoder may have to go before what is read now.
        int count = connection().read(buffer.clear().position(1));
        if (count < 0) {
            connection().want(0);
            endSoon();
            return count;
        }
        progress.moved(count);
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
        if (progress.elapsed() < LONG_NANOS) {
            loop.nextTurn(this::senderEnded);
        } else {
            loop.timer("end of upload", this::senderEnded).fireAfter(MOMENT_NANOS);
        }
    }

    private void senderEnded() {
        soon(() -> conclude(owner.isClientThere() ? Kind.COMPLETE : Kind.ABORTED));
    }

    @Override
    void abandon(PoolJob write) {
        // What was received is written all the same: it may be resumed.
    }

    @Override
    void giveBackMemory() {
        own.giveBack();
    }

    @Override
    boolean mayBlockToLetGo() {
        return file.endMayBlock() || !pace.isFast();
    }

    @Override
    void letGo(boolean complete) throws IOException {
        try {
            if (complete) {
                publish();
            }
        } finally {
            file.abort();
        }
    }

    /** Writes what the decoder still holds, and puts the file in place. */
    private void publish() throws IOException {
        if (decoder.isPresent()) {
            ByteBuffer rest = ByteBuffer.allocate(1);
            decoder.get().finish(rest);
            file.write(rest.flip());
        }
        file.publish();
    }

    @Override
    public boolean diesWithItsClient() {
        return true;
    }

    @Override
    public String name() {
        return "upload";
    }
}
