package dev.sluice.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The directories that were used last, kept open: to open one and to close it again takes seven system calls.
 *
 * <p>A look at the name in its parent, which a walk needs anyway, says whether an open one is still what the name stands
 * for: two directories have the same key only if they are the same one, as long as it is open. Any thread.
 */
final class DirectoryCache implements Closeable {
    /** Each takes two descriptors. */
    private static final int MOST = 32;

    private record Kept(Directory directory, Object key) {}

    private final Object device;
    private final Map<Path, Kept> kept = new LinkedHashMap<>(MOST, 0.75f, true);
    private boolean closed;

    /** For directories below {@code root}. */
    DirectoryCache(Directory root) throws IOException {
        device = device(root.key());
    }

    /**
     * Opens the directory at {@code place}; to be closed by the caller.
     *
     * @param attributes what a look at it has just told
     */
    Directory enter(Place place, BasicFileAttributes attributes) throws IOException {
        if (place.isDirectoryItself()) {
            return place.directory().retain();
        }
        Path path = place.path();
        Object key = attributes.fileKey();
        synchronized (kept) {
            Kept known = kept.get(path);
            if (known != null && known.key.equals(key)) {
                return known.directory.retain();
            }
        }
        Directory directory = place.enter();
        try {
            keep(path, directory);
            return directory;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private void keep(Path path, Directory directory) throws IOException {
        // Its own key: another directory may have taken the name since the look.
        Object key = directory.key();
        // One on another disk is let go, so that this can be unmounted.
        if (key == null || !device(key).equals(device)) {
            return;
        }
        synchronized (kept) {
            if (closed) {
                return;
            }
            Kept old = kept.put(path, new Kept(directory.retain(), key));
            if (old != null) {
                old.directory.close();
            } else if (kept.size() > MOST) {
                Iterator<Kept> eldest = kept.values().iterator();
                eldest.next().directory.close();
                eldest.remove();
            }
        }
    }

    /** Lets go of what is open at {@code place} and below: it is there no more. */
    void forget(Place place) {
        Path path = place.path();
        synchronized (kept) {
            for (Iterator<Map.Entry<Path, Kept>> all = kept.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<Path, Kept> each = all.next();
                if (each.getKey().startsWith(path)) {
                    each.getValue().directory.close();
                    all.remove();
                }
            }
        }
    }

    /** The part of a file's key that names the disk: {@code (dev=fe00,ino=42)} is how the JDK writes it. */
    private static String device(Object key) {
        String text = String.valueOf(key);
        int comma = text.indexOf(',');
        return comma < 0 ? "" : text.substring(0, comma);
    }

    @Override
    public void close() {
        synchronized (kept) {
            closed = true;
            kept.values().forEach(each -> each.directory.close());
            kept.clear();
        }
    }
}
