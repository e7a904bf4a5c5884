package dev.sluice.storage.disk;

import dev.sluice.storage.Capability;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.disk.Claims.Hold;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all views of one served folder share: who is at what, which directories are open, and one {@link Root} for those
 * that begin at the same directory. Any thread.
 */
final class Disk {
    private final boolean local;
    private final StorageOptions options;
    private final Claims claims;
    private final Disposal disposal;
    private final Parts parts;
    private final DirectoryCache cache;
    private final RandomGenerator random;
    private final Map<Key, Root> roots = new HashMap<>();

    /** Two directories that are open are one if they have the same path and, where there are any, number. */
    private record Key(Path path, Optional<Object> number) {
        static Key of(Path path, BasicFileAttributes attributes) {
            return new Key(path, Optional.ofNullable(attributes.fileKey()));
        }
    }

    /** A directory that some views have as their root. It is open until the last of them closes it. */
    final class Root implements Closeable {
        private final Directory directory;
        private final Mounts mounts;
        private final Hold hold;
        private final Key key;
        private final Set<Capability> capabilities;
        /** Guarded by the map of all. */
        private int views = 1;

        /** Takes {@code directory} and {@code hold} over, unless it fails. */
        private Root(Directory directory, Mounts mounts, Hold hold) throws IOException {
            BasicFileAttributes attributes = directory.look(directory.here());
            this.directory = directory;
            this.mounts = mounts;
            this.hold = hold;
            this.key = Key.of(directory.path(), attributes);
            this.capabilities = capabilitiesOf(attributes);
        }

        Disk disk() {
            return Disk.this;
        }

        Directory directory() {
            return directory;
        }

        Mounts mounts() {
            return mounts;
        }

        Set<Capability> capabilities() {
            return capabilities;
        }

        @Override
        public void close() {
            boolean none;
            synchronized (roots) {
                views--;
                if (views > 0) {
                    return;
                }
                roots.remove(key, this);
                none = roots.isEmpty();
            }
            release();
            if (none) {
                cache.close();
                parts.close();
            }
        }

        private void release() {
            directory.close();
            hold.close();
        }
    }

    private Disk(Directory whole, boolean local, StorageOptions options, LongSupplier nanoTime, RandomGenerator random)
            throws IOException {
        this.local = local;
        this.options = options;
        this.random = random;
        this.claims = new Claims(whole.path());
        this.disposal = new Disposal(local, options.disposal());
        this.parts = new Parts(local, disposal, options.clock(), nanoTime);
        this.cache = new DirectoryCache(whole);
    }

    /** Begins with the root of the whole, to be closed by the caller. */
    static Root open(Path root, StorageOptions options) throws IOException {
        Directory whole = openDirectory(root);
        boolean local = whole.path().getFileSystem() == FileSystems.getDefault();
        Mounts mounts = local ? Mounts.below(whole.path(), options.inline()) : Mounts.foreign(options.inline());
        return open(
                whole,
                local,
                mounts,
                options,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextLong());
    }

    /**
     * The same in a world that somebody else makes.
     *
     * @param whole the root, by its real path; it is taken over
     * @param local whether it is to be treated as a disk of this machine, which other processes may share
     * @param random draws names; safe for any thread
     */
    static Root open(
            Directory whole,
            boolean local,
            Mounts mounts,
            StorageOptions options,
            LongSupplier nanoTime,
            RandomGenerator random)
            throws IOException {
        try {
            Disk disk = new Disk(whole, local, options, nanoTime, random);
            return disk.adopt(disk.new Root(whole, mounts, () -> {}));
        } catch (IOException | RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    private static Directory openDirectory(Path root) throws IOException {
        try {
            return Directory.open(root.toRealPath());
        } catch (AccessDeniedException e) {
            throw new IOException(
                    root + " can't be read: give the user that the server runs as read and search permission for it,"
                            + " or serve another folder",
                    e);
        }
    }

    /** Modes are Unix's; and zip files and the like don't tell their files apart. */
    private static Set<Capability> capabilitiesOf(BasicFileAttributes root) {
        Set<Capability> capabilities = EnumSet.allOf(Capability.class);
        if (!(root instanceof PosixFileAttributes)) {
            capabilities.remove(Capability.MODES);
        }
        if (root.fileKey() == null) {
            capabilities.remove(Capability.UNIQUE);
        }
        return Collections.unmodifiableSet(capabilities);
    }

    /**
     * The directory {@code path} of a view as a root, to be closed by the caller.
     *
     * @param view the root of that view
     * @param locator of that view
     */
    Root below(RootedPath path, Root view, Locator locator) throws IOException {
        try (Node found = locator.requireDirectory(path)) {
            Path real = found.target().path();
            Optional<Root> known = retain(Key.of(real, found.attributes()));
            if (known.isPresent()) {
                return known.get();
            }
            Hold hold = claims.takeRoot(path, found.target());
            try (Node node = locator.requireDirectory(path)) {
                // It may have been renamed before we had it; from here on it stays.
                if (!node.target().path().equals(real)) {
                    throw StorageException.of(path, Reason.BUSY);
                }
                return open(node, view.mounts.below(view.directory.path().relativize(real)), hold);
            } catch (IOException | RuntimeException e) {
                hold.close();
                throw e;
            }
        }
    }

    private Root open(Node node, Mounts mounts, Hold hold) throws IOException {
        Directory directory = cache.enter(node.target(), node.attributes());
        try {
            return adopt(new Root(directory, mounts, hold));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private Optional<Root> retain(Key key) {
        synchronized (roots) {
            Optional<Root> known = Optional.ofNullable(roots.get(key));
            known.ifPresent(root -> root.views++);
            return known;
        }
    }

    /** {@code fresh}, or the same that somebody else has opened meanwhile. */
    private Root adopt(Root fresh) {
        Root known;
        synchronized (roots) {
            known = roots.putIfAbsent(fresh.key, fresh);
            if (known == null) {
                return fresh;
            }
            known.views++;
        }
        fresh.release();
        return known;
    }

    /** Whether these are the operating system's own files, so that their channels are worth a {@code transferTo}. */
    boolean isLocal() {
        return local;
    }

    StorageOptions options() {
        return options;
    }

    Claims claims() {
        return claims;
    }

    Disposal disposal() {
        return disposal;
    }

    Parts parts() {
        return parts;
    }

    RandomGenerator random() {
        return random;
    }

    DirectoryCache cache() {
        return cache;
    }
}
