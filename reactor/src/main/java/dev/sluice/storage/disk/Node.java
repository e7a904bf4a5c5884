package dev.sluice.storage.disk;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.Closeable;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What a virtual path names on the disk. It keeps the directories open that it speaks of: close it.
 *
 * @param entry the name itself: what is deleted or renamed
 * @param target what it leads to: the same unless {@code entry} is a link
 * @param isLink whether {@code entry} is a link that leads to another place
 * @param attributes of {@code target}; null when nothing has the name; those of the link when it is not to be seen
 */
record Node(Place entry, Place target, boolean isLink, BasicFileAttributes attributes) implements Closeable {
    /** Whether clients see something here. */
    boolean exists() {
        return attributes != null && !attributes.isSymbolicLink();
    }

    /** Whether the name is free. */
    boolean isFree() {
        return attributes == null;
    }

    boolean isDirectory() {
        return exists() && attributes.isDirectory();
    }

    boolean isFile() {
        return exists() && attributes.isRegularFile();
    }

    /** Refuses anything but a regular file. */
    void requireFile(RootedPath path) throws StorageException {
        if (!exists()) {
            throw StorageException.of(path, Reason.NOT_FOUND);
        } else if (!isFile()) {
            throw StorageException.of(path, isDirectory() ? Reason.IS_A_DIRECTORY : Reason.NOT_A_FILE);
        }
    }

    @Override
    public void close() {
        entry.directory().close();
        if (isLink) {
            target.directory().close();
        }
    }
}
