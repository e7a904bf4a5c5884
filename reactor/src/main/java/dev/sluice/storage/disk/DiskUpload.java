package dev.sluice.storage.disk;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.Upload;
import dev.sluice.storage.disk.Disposal.Rest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upload to a part file that becomes the file by one rename, or, where a complete file is continued, into that file.
 * Bytes beyond the channel's position at the end are cut off.
 */
final class DiskUpload implements Upload {
    private static final Logger LOG = LoggerFactory.getLogger(DiskUpload.class);

    /**
     * Where the bytes go.
     *
     * @param channel takes them
     * @param part the file behind the channel, unless that is the target itself; then, where it can be made, an empty
     *     one that keeps other processes away
     * @param offset where the first one goes
     * @param replaced bytes of the file that goes when this one is published
     * @param inPlace whether they go to the target itself
     * @param kept whether they stay when the upload is aborted
     * @param tail whether bytes from before lie beyond the first uploaded one
     */
    record Bytes(
            SeekableByteChannel channel,
            Optional<Part> part,
            long offset,
            long replaced,
            boolean inPlace,
            boolean kept,
            boolean tail) {}

    /** How sure a published file is. */
    enum Durability {
        /** It is in the system's cache. */
        CACHED,
        /** Its bytes are on the disk: on the network, that there is no room for them may be known no earlier. */
        BYTES,
        /** Its name is, too. */
        BYTES_AND_NAME
    }

    private final RootedPath path;
    private final Place target;
    private final Bytes bytes;
    private final Durability durability;
    private final BooleanSupplier slow;
    private final Disposal disposal;
    private final Claims.Hold hold;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Closes the directory of {@code target} and {@code hold} at its end.
     *
     * @param slow asked whether calls to the disk may take long
     */
    DiskUpload(
            RootedPath path,
            Place target,
            Bytes bytes,
            Durability durability,
            BooleanSupplier slow,
            Disposal disposal,
            Claims.Hold hold) {
        this.path = path;
        this.target = target;
        this.bytes = bytes;
        this.durability = durability;
        this.slow = slow;
        this.disposal = disposal;
        this.hold = hold;
    }

    @Override
    public RootedPath path() {
        return path;
    }

    @Override
    public long startOffset() {
        return bytes.offset;
    }

    /** What the bytes go to. */
    SeekableByteChannel channel() {
        return bytes.channel;
    }

    @Override
    public void write(ByteBuffer source) throws StorageException {
        try {
            while (source.hasRemaining()) {
                bytes.channel.write(source);
            }
        } catch (IOException e) {
            // The client is told that the disk is full, not only that something failed.
            throw StorageException.of(path, e);
        }
    }

    /** That bytes are forced to a disk on the network makes no difference to who says that this one is fast. */
    @Override
    public boolean endMayBlock() {
        return durability == Durability.BYTES_AND_NAME || slow.getAsBoolean();
    }

    @Override
    public long publish() throws StorageException {
        if (!ended.compareAndSet(false, true)) {
            throw new IllegalStateException("the upload of " + path + " has ended");
        }
        Directory directory = target.directory();
        try (hold;
                directory) {
            boolean published = false;
            try {
                long size = settle(true);
                if (bytes.inPlace) {
                    bytes.channel.close();
                    letGo(true);
                } else {
                    replace();
                }
                if (durability == Durability.BYTES_AND_NAME) {
                    directory.sync();
                }
                published = true;
                return size;
            } catch (IOException e) {
                throw StorageException.of(path, e);
            } finally {
                if (!published) {
                    letGo(bytes.kept);
                }
            }
        }
    }

    private void replace() throws IOException {
        Rest rest = disposal.of(target, bytes.replaced);
        try (rest) {
            bytes.part.orElseThrow().publish(target);
        }
    }

    @Override
    public void abort() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Directory directory = target.directory();
        try (hold;
                directory) {
            boolean empty = false;
            try {
                empty = settle(false) == 0;
            } catch (IOException | RuntimeException e) {
                LOG.warn("{}: what was uploaded may be incomplete", path, e);
            }
            letGo(bytes.kept && !empty);
        }
    }

    /** Ends the file where the uploaded data ends; returns the file's size. */
    private long settle(boolean complete) throws IOException {
        SeekableByteChannel channel = bytes.channel;
        long size = channel.size();
        long end = bytes.tail ? channel.position() : size;
        // A resume that broke before its first byte changes nothing.
        if (end < size && (complete || end > bytes.offset)) {
            channel.truncate(end);
            size = end;
        }
        if (complete && durability != Durability.CACHED && channel instanceof FileChannel file) {
            file.force(true);
        }
        return size;
    }

    /** Closes what is open, and deletes the part unless it has bytes that stay. */
    private void letGo(boolean keep) {
        boolean discarded = bytes.part.isPresent() && (bytes.inPlace || !keep);
        // Discarded, the part closes its own channel.
        Closeable open = discarded && !bytes.inPlace ? () -> {} : bytes.channel;
        try (open) {
            if (discarded) {
                bytes.part.get().discard();
            }
        } catch (IOException e) {
            LOG.warn("{}: a part file stays until it is swept", path, e);
        }
    }
}
