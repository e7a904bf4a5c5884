package dev.sluice.storage.disk;

import dev.sluice.storage.disk.Disposal.Rest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;

/**
 * A part file that is open. As a rule it is locked until it is closed, and no other process touches it meanwhile.
 *
 * <p>POSIX has it that the lock is lost when this process closes any channel to the same file, so it must not be opened
 * a second time: whoever wants it asks {@link Claims} first, and who can't know of it keeps {@link LostLocks}. Threads: one at a time.
 *
 * @param place where it is; its directory is kept open by whoever holds the part
 * @param locked whether the file system has locks
 * @param size bytes when it was opened
 * @param disposal closes it when it was deleted
 */
record Part(Place place, SeekableByteChannel channel, boolean locked, long size, Disposal disposal)
        implements Closeable {
    /** Gives it the name of {@code target}, over a file that has it, and closes it; stays as it is if that fails. */
    void publish(Place target) throws IOException {
        beforeChange();
        place.moveTo(target);
        channel.close();
    }

    /** Deletes and closes it, a large one later. */
    void discard() throws IOException {
        Rest rest = disposal.of(channel);
        try (rest) {
            beforeChange();
            place.deleteFile();
        } catch (NoSuchFileException e) {
            return; // Somebody with access to the disk was faster.
        }
    }

    /** With a lock the name changes while we have it; without one, where also bytes may appear on closing only, after. */
    private void beforeChange() throws IOException {
        if (!locked) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
