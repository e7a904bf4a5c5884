package dev.sluice.storage;

import dev.sluice.storage.Locator.Node;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The entries of a directory, read as they are asked for; close it.
 *
 * <p>Sorted by name when there are at most {@value #SORTED_AT_MOST}, else in the disk's order, so that memory stays
 * bounded. Part files, links that lead outside, and names that no client could write (CR, LF) are left out, and so is
 * an entry that vanishes or can't be read meanwhile.
 *
 * <p>Threads: one at a time, and not the loop's, because every step may wait for the disk. {@link #hasNext} throws
 * {@link UncheckedIOException} with a {@link StorageException} inside when the directory itself can't be read on.
 */
public final class Listing implements Iterator<Entry>, Closeable {
    static final int SORTED_AT_MOST = 10_000;

    /** Bytes that the names to be sorted take at most. */
    public static final int MOST_BYTES = 256 * 1024;

    private final RootedPath path;
    private final Locator locator;
    private final Disk disk;
    private final DirectoryStream<Path> directory;
    private final Iterator<Path> unread;
    private final Iterator<Path> first;
    private Optional<Entry> next = Optional.empty();

    @SuppressWarnings("StreamResourceLeak") // close() closes it
    Listing(RootedPath path, Path local, Locator locator, Disk disk) throws IOException {
        this.path = path;
        this.locator = locator;
        this.disk = disk;
        directory = Files.newDirectoryStream(local);
        try {
            unread = directory.iterator();
            first = readSome().iterator();
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private List<Path> readSome() {
        List<Path> some = new ArrayList<>();
        while (some.size() <= SORTED_AT_MOST && canRead()) {
            some.add(unread.next());
        }
        if (some.size() <= SORTED_AT_MOST) {
            some.sort(Comparator.comparing(Listing::name));
        }
        return some;
    }

    private boolean canRead() {
        try {
            return unread.hasNext();
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(StorageException.of(path, e.getCause()));
        }
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty()) {
            if (first.hasNext()) {
                next = describe(first.next());
            } else if (canRead()) {
                next = describe(unread.next());
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException(path.toString());
        }
        Entry entry = next.get();
        next = Optional.empty();
        return entry;
    }

    private Optional<Entry> describe(Path entry) {
        String name = name(entry);
        if (PartName.matches(name) || name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
            return Optional.empty();
        }
        try {
            Optional<Entry> found = disk.describe(name, entry);
            if (found.isPresent()) {
                return found;
            }
            Node node = locator.follow(entry, disk.attributes(entry));
            return node.exists() ? disk.describe(name, node.target()) : Optional.empty();
        } catch (IOException vanishedOrUnreadable) {
            return Optional.empty();
        }
    }

    private static String name(Path entry) {
        return entry.getFileName().toString();
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
