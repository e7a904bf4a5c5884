package dev.sluice.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the freeing of large files away from whoever takes their names: the system frees the blocks of a file when nothing
 * has it, neither a name nor a process, and that takes it 5 to 20 ms for 64 MiB on ext4 and 50 to 200 ms for 1 GiB. So a
 * large file is open while it loses its name, which is quick then, and is closed elsewhere. Any thread.
 */
final class Disposal {
    /** Bytes of a file that counts as large: 1 to 5 ms. */
    static final long LARGE = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Disposal.class);

    private final boolean local;
    private final Executor executor;

    /**
     * @param local whether these are the system's own files; others are left as they are
     * @param executor closes large files
     */
    Disposal(boolean local, Executor executor) {
        this.local = local;
        this.executor = executor;
    }

    /** Ends what was begun for a file before it lost its name. */
    interface Rest extends Closeable {
        @Override
        void close();
    }

    /** Prepares for {@code node} to lose its name; of a link no more than the link goes. */
    Rest of(Node node) {
        return node.isLink() || !node.isFile()
                ? () -> {}
                : of(node.target(), node.attributes().size());
    }

    /**
     * Prepares for a file to lose its name, which must not be a part: it is opened, and the end of that would end the lock.
     *
     * @param size its bytes
     */
    Rest of(Place file, long size) {
        if (!local || size < LARGE) {
            return () -> {};
        }
        try {
            SeekableByteChannel channel = file.open(Set.of(StandardOpenOption.READ));
            return () -> closeElsewhere(channel);
        } catch (IOException e) {
            LOG.debug("{}: can't be opened, so who deletes it has to wait for that", file.path(), e);
            return () -> {};
        }
    }

    /** Prepares for the file that is open in {@code channel} to lose its name, and takes the channel over. */
    Rest of(SeekableByteChannel channel) {
        boolean large = local && isLarge(channel);
        return () -> {
            if (large) {
                closeElsewhere(channel);
            } else {
                close(channel);
            }
        };
    }

    private static boolean isLarge(SeekableByteChannel channel) {
        try {
            return channel.size() >= LARGE;
        } catch (IOException e) {
            return false; // Closed already, or broken: then it does not matter where it is closed.
        }
    }

    private void closeElsewhere(SeekableByteChannel channel) {
        executor.execute(() -> close(channel));
    }

    private static void close(SeekableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("A file that was deleted can't be closed", e);
        }
    }
}
