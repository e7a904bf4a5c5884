package dev.sluice.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;

/**
 * A regular file open for reading. It stays whole and the same when the path is replaced meanwhile.
 *
 * <p>Threads: one at a time. A thread that reads must not be interrupted: Java closes a file channel then.
 */
public interface OpenFile extends Closeable {
    /** What was asked for. */
    RootedPath path();

    /** Bytes at the time of opening. */
    long size();

    /** When its content last changed. */
    Instant modified();

    /** The file itself, where the system can send from it without a copy; closed with this. */
    Optional<FileChannel> region();

    /**
     * Reads some of the bytes from {@code position} on, as a {@link FileChannel} does.
     *
     * @return how many; -1 at the end of the file
     */
    int read(ByteBuffer target, long position) throws IOException;

    /** Whether {@link #close} may take long, and so belongs on the pool. */
    boolean closeMayBlock();
}
