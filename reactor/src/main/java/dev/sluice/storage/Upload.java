package dev.sluice.storage;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * An upload under way: write to it, then either {@link #publish} or {@link #abort}.
 *
 * <p>Nobody sees its bytes before they are published, all at once; but where a complete file is continued they go into
 * that file. Until it ends it keeps other changes off the path. The file ends where the uploaded data ends.
 *
 * <p>Threads: one at a time. The loop or the pool may write, but {@code publish} and {@code abort} come after the last
 * write has returned, and the writing thread must not be interrupted, because Java closes a file channel then.
 */
public interface Upload extends Closeable {
    /** The path that is being uploaded. */
    RootedPath path();

    /** Where in the file the first uploaded byte goes. */
    long startOffset();

    /**
     * Takes all that {@code source} has, after what was written before.
     *
     * @throws StorageException NO_SPACE, and as any call
     */
    void write(ByteBuffer source) throws StorageException;

    /**
     * Puts the file in place, in one step.
     *
     * @return the size of the complete file in bytes
     * @throws StorageException when that fails; the upload has then ended as by {@link #abort}
     * @throws IllegalStateException when the upload has ended before
     */
    long publish() throws StorageException;

    /**
     * Ends the upload without publishing. A complete file that was to be replaced is untouched; the bytes of a new file
     * stay for a later resume when {@link StorageOptions#keepParts} is on and there are any. Does nothing when the upload
     * has ended.
     */
    void abort();

    /** Whether {@link #publish} or {@link #abort} may take long, and so belong on the pool. */
    boolean endMayBlock();

    /** The same as {@link #abort}. */
    @Override
    default void close() {
        abort();
    }
}
