package dev.sluice.storage.disk;

import dev.sluice.storage.Entry;
import dev.sluice.storage.Listing;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.disk.Directory.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * The entries of a directory on a disk.
 *
 * <p>Sorted by name as long as the names take no more than {@link #MOST_BYTES}, else in the disk's order. Part files, links
 * that lead outside, and names that no client could write (CR, LF) are left out.
 */
final class DiskListing implements Listing {
    /** Of a string and its place in a list, beside its letters. */
    private static final int BYTES_PER_NAME = 64;

    private final RootedPath path;
    private final Locator locator;
    private final BooleanSupplier cancelled;
    private final Directory directory;
    private final Names unread;
    private final Iterator<String> held;
    /** Names that are not what their text would be on the disk: not in its character set. */
    private final Map<String, Path> undecodable = new HashMap<>();

    private Optional<Entry> next = Optional.empty();
    private boolean closed;

    /** Takes {@code directory} over. */
    DiskListing(RootedPath path, Directory directory, Locator locator, BooleanSupplier cancelled) throws IOException {
        this.path = path;
        this.directory = directory;
        this.locator = locator;
        this.cancelled = cancelled;
        try {
            unread = directory.names();
            held = readSome().iterator();
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private List<String> readSome() {
        List<String> some = new ArrayList<>();
        int bytes = 0;
        while (bytes <= MOST_BYTES && canRead()) {
            Path name = unread.next();
            String text = name.toString();
            if (isVisible(text)) {
                some.add(text);
                bytes += BYTES_PER_NAME + 2 * text.length();
                if (text.indexOf('\ufffd') >= 0) {
                    undecodable.put(text, name);
                    bytes += 2 * BYTES_PER_NAME + text.length();
                }
            }
        }
        if (bytes <= MOST_BYTES) {
            some.sort(null);
        }
        return some;
    }

    private static boolean isVisible(String name) {
        return !PartName.matches(name) && name.indexOf('\n') < 0 && name.indexOf('\r') < 0;
    }

    private boolean canRead() {
        requireWanted();
        try {
            return unread.hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(StorageException.of(path, e));
        }
    }

    private void requireWanted() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the listing of " + path + " was cancelled");
        }
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty()) {
            if (held.hasNext()) {
                requireWanted();
                String text = held.next();
                Path name = undecodable.get(text);
                next = describe(
                        text,
                        name != null ? name : directory.path().getFileSystem().getPath(text));
            } else if (canRead()) {
                Path name = unread.next();
                String text = name.toString();
                next = isVisible(text) ? describe(text, name) : Optional.empty();
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

    private Optional<Entry> describe(String text, Path name) {
        try {
            BasicFileAttributes attributes = directory.look(name);
            if (!attributes.isSymbolicLink()) {
                return Optional.of(DiskEntry.of(text, attributes));
            }
            try (Node node = locator.follow(new Place(directory.retain(), name), attributes)) {
                return node.exists() ? Optional.of(DiskEntry.of(text, node.attributes())) : Optional.empty();
            }
        } catch (IOException vanishedOrUnreadable) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            directory.close();
        }
    }
}
