package dev.sluice.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
     * @param written the part file, or the target itself for an upload in place
     * @param target the file that the upload makes
     * @param kept whether the bytes stay when the upload is aborted
     * @param tail whether bytes from before lie beyond the first uploaded one
     */
    record Place(Path written, Path target, boolean kept, boolean tail) {
        boolean inPlace() {
            return written.equals(target);
        }
    }

    private final RootedPath path;
    private final Claim claim;
    private final Place place;
    private final SeekableByteChannel channel;
    private final long startOffset;
    private final Disk disk;
    private final boolean fsync;
    private final Claims.Hold hold;
    private final AtomicBoolean ended = new AtomicBoolean();

    Upload(
            RootedPath path,
            Claim claim,
            Place place,
            SeekableByteChannel channel,
            long startOffset,
            Disk disk,
            boolean fsync,
            Claims.Hold hold) {
        this.path = path;
        this.claim = claim;
        this.place = place;
        this.channel = channel;
        this.startOffset = startOffset;
        this.disk = disk;
        this.fsync = fsync;
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
        return channel;
    }

    /** Where in the file the first uploaded byte goes. */
    public long startOffset() {
        return startOffset;
    }

    /**
     * Closes the channel and puts the file in place, in one step. Blocks with {@link StorageOptions#fsync}.
     *
     * @return the size of the complete file in bytes
     * @throws StorageException when that fails; the upload has then ended as by {@link #abort}
     * @throws IllegalStateException when the upload has ended before
     */
    public long publish() throws StorageException {
        if (!ended.compareAndSet(false, true)) {
            throw new IllegalStateException("the upload of " + path + " has ended");
        }
        try (hold) {
            try {
                long size = settle(true);
                if (!place.inPlace()) {
                    disk.move(place.written, place.target);
                }
                if (fsync) {
                    disk.syncNames(place.target.getParent());
                }
                return size;
            } catch (IOException e) {
                if (!place.kept) {
                    discard();
                }
                throw StorageException.of(path, e);
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
        try (hold) {
            boolean empty = false;
            try {
                empty = settle(false) == 0;
            } catch (IOException e) {
                LOG.warn("{}: what was uploaded may be incomplete", path, e);
            }
            if (!place.kept || (empty && !place.inPlace())) {
                discard();
            }
        }
    }

    /** The same as {@link #abort}. */
    @Override
    public void close() {
        abort();
    }

    /** Ends the file where the uploaded data ends, and closes the channel; returns the file's size. */
    private long settle(boolean complete) throws IOException {
        try (channel) {
            long size = channel.size();
            long end = place.tail ? channel.position() : size;
            // A resume that broke before its first byte changes nothing.
            if (end < size && (complete || end > startOffset)) {
                channel.truncate(end);
                size = end;
            }
            if (complete && fsync) {
                disk.sync(channel);
            }
            return size;
        }
    }

    private void discard() {
        try {
            Files.deleteIfExists(place.written);
        } catch (IOException e) {
            LOG.warn("{}: a part file stays until it is swept", path, e);
        }
    }
}
