package dev.sluice.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upload under way: write to {@link #channel}, then either {@link #publish} or {@link #abort}.
 *
 * <p>Its bytes go to a part file that becomes the file by one rename, or, where a complete file is continued, into that
 * file. Until it ends it keeps other changes off the path. Bytes beyond the channel's position at the end are cut off:
 * the file ends where the uploaded data ends.
 *
 * <p>Threads: one at a time. The loop or the pool may write, but {@code publish} and {@code abort} come after the last
 * write has returned, and the writing thread must not be interrupted, because Java closes a file channel then.
 */
public final class Upload implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    /**
     * Whose upload it is.
     *
     * @param who as it is told to others who want the path
     * @param since when it began
     */
    public record Claim(String who, Instant since) {}

    /**
     * Where the bytes go.
     *
     * @param channel takes them
     * @param part the file behind the channel, unless that is the target itself; then, where it can be made, an empty
     *     one that keeps other processes away
     * @param offset where the first one goes
     * @param inPlace whether they go to the target itself
     * @param kept whether they stay when the upload is aborted
     * @param tail whether bytes from before lie beyond the first uploaded one
     */
    record Bytes(
            SeekableByteChannel channel,
            Optional<Part> part,
            long offset,
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
    private final Claim claim;
    private final Place target;
    private final Bytes bytes;
    private final Durability durability;
    private final Claims.Hold hold;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Closes the directory of {@code target} and {@code hold} at its end. */
    Upload(RootedPath path, Claim claim, Place target, Bytes bytes, Durability durability, Claims.Hold hold) {
        this.path = path;
        this.claim = claim;
        this.target = target;
        this.bytes = bytes;
        this.durability = durability;
        this.hold = hold;
    }

    /** The path that is being uploaded. */
    public RootedPath path() {
        return path;
    }

    /** Whose upload it is, and since when. */
    public Claim claim() {
        return claim;
    }

    /**
     * Takes the bytes, at its own position, which begins at {@link #startOffset}. A {@code FileChannel} on a local disk.
     */
    public SeekableByteChannel channel() {
        return bytes.channel;
    }

    /** Where in the file the first uploaded byte goes. */
    public long startOffset() {
        return bytes.offset;
    }

    /**
     * Closes the channel and puts the file in place, in one step. Blocks with {@link StorageOptions#fsync}, and where
     * {@link FileStore#mayBlock} says so.
     *
     * @return the size of the complete file in bytes
     * @throws StorageException when that fails; the upload has then ended as by {@link #abort}
     * @throws IllegalStateException when the upload has ended before
     */
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
                    bytes.part.orElseThrow().publish(target);
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

    /**
     * Closes the channel without publishing. A complete file that was to be replaced is untouched; the bytes of a new
     * file stay for a later resume when {@link StorageOptions#keepParts} is on and there are any. Does nothing when the
     * upload has ended.
     */
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

    /** The same as {@link #abort}. */
    @Override
    public void close() {
        abort();
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
        SeekableByteChannel channel = bytes.channel;
        try (channel) {
            if (bytes.part.isPresent() && (bytes.inPlace || !keep)) {
                bytes.part.get().discard();
            }
        } catch (IOException e) {
            LOG.warn("{}: a part file stays until it is swept", path, e);
        }
    }
}
