package dev.sluice.storage;

import java.io.Closeable;
import java.io.IOException;

/**
 * Work that may take the disk minutes, done a step at a time: between two steps others can have their turn, and who
 * closes it before the last one has cancelled the rest. It begins with its first step.
 *
 * <p>Threads: one at a time; <i>pool</i>.
 */
public interface LongWork<T> extends Closeable {
    /**
     * Does some of the work, for some hundredths of a second on a disk that answers.
     *
     * @return whether it is done
     * @throws IOException when it can't be; a {@link StorageException} where it comes from a {@link Storage}
     */
    boolean step() throws IOException;

    /** What came of it; asked when it is done. */
    T result();

    /** Lets go of what it holds. What was done by then stays done; closing again does nothing. */
    @Override
    void close();
}
