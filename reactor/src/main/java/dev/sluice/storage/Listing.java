package dev.sluice.storage;

import java.io.Closeable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.CancellationException;

/**
 * The entries of a directory, read as they are asked for; close it.
 *
 * <p>Sorted by name as far as {@link #MOST_BYTES} of memory allow. What clients are not to see, or could not name, is
 * left out, and so is an entry that vanishes or can't be read meanwhile.
 *
 * <p>Threads: one at a time, and not the loop's, because every step may wait for the disk. {@link #hasNext} throws
 * {@link UncheckedIOException} with a {@link StorageException} inside when the directory itself can't be read on, and
 * {@link CancellationException} when it was cancelled.
 */
public interface Listing extends Iterator<Entry>, Closeable {
    /** What a listing holds in memory at most, in bytes; for sorting, about 3 000 names of 12 letters. */
    int MOST_BYTES = 256 * 1024;

    @Override
    void close();
}
