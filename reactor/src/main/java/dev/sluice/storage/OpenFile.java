package dev.sluice.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;

/**
 * A regular file open for reading. It stays whole and the same when the path is replaced meanwhile.
 *
 * <p>Threads: one at a time. A thread that reads must not be interrupted: Java closes a file channel then.
 *
 * @param path what was asked for
 * @param channel positioned at 0; a {@code FileChannel} on a local disk
 * @param size bytes at the time of opening
 * @param modified when its content last changed
 */
public record OpenFile(RootedPath path, SeekableByteChannel channel, long size, Instant modified) implements Closeable {
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
