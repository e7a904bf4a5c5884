package dev.sluice.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Channels that can't be closed yet: of files that another storage in this process has locked. POSIX drops the locks of a
 * process on a file when it closes any channel of it, so those that came too late stay open until the other is through,
 * and who comes again meanwhile needs no further one. Any thread.
 */
final class LostLocks implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LostLocks.class);

    /** By the key of the file; there is hardly ever one. */
    private final Map<Object, FileChannel> channels = new HashMap<>();

    /** Keeps {@code channel} open until nobody in this process has the file locked. */
    synchronized void keep(Object file, FileChannel channel) {
        FileChannel older = channels.put(file, channel);
        if (older != null) {
            channels.put(older, older);
        }
    }

    /** Whether the file is locked by another storage in this process, as far as is known here. */
    synchronized boolean holds(Object file) {
        closeWhatCanBe();
        return file != null && channels.containsKey(file);
    }

    /** Closes the channels of those files that nobody has locked any more. */
    synchronized void closeWhatCanBe() {
        channels.values().removeIf(LostLocks::isClosed);
    }

    private static boolean isClosed(FileChannel channel) {
        try {
            channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            LOG.debug("A file that was locked can't be any more", e);
        }
        close(channel);
        return true;
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("A file that another server in this process had locked can't be closed", e);
        }
    }

    /** Closes all: whoever has a file locked is protected from this process only from now on. */
    @Override
    public synchronized void close() {
        channels.values().forEach(LostLocks::close);
        channels.clear();
    }
}
