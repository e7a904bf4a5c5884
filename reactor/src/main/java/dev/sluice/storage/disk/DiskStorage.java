package dev.sluice.storage.disk;

import dev.sluice.storage.Capability;
import dev.sluice.storage.Entry;
import dev.sluice.storage.Listing;
import dev.sluice.storage.LongWork;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Files on a disk, of the machine or of any other {@code java.nio.file} provider.
 *
 * <p>Links that lead out of the root are not there. A path that is being uploaded is protected also from other processes
 * that serve the same directory, on this machine or, where the file system has locks, on others.
 *
 * <p>It keeps the root and the directories that were used last open until it is closed. Any thread; the short calls cost
 * a few system calls.
 */
public final class DiskStorage implements Storage {
    private final boolean local;
    private final StorageOptions options;
    private final Locator locator;
    private final Claims claims;
    private final Parts parts;
    private final Uploads uploads;
    private final NameChanges names;
    private final AttributeChanges attributes;
    private final Mounts mounts;
    private final Set<Capability> capabilities;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A store of what lies below {@code root}, on any provider.
     *
     * @throws IOException when {@code root} is not a directory that can be read
     */
    public DiskStorage(Path root, StorageOptions options) throws IOException {
        Path real = root.toRealPath();
        local = real.getFileSystem() == FileSystems.getDefault();
        this.options = options;
        mounts = local ? Mounts.below(real, options.inline()) : Mounts.foreign(options.inline());
        claims = new Claims(real);
        parts = new Parts(local, options.clock(), System::nanoTime);
        locator = new Locator(open(root, real));
        uploads = new Uploads(locator, parts, claims, options, mounts);
        names = new NameChanges(locator, parts, claims, options.clock());
        attributes = new AttributeChanges(locator);
        capabilities = capabilitiesOf(locator.root());
    }

    private static Directory open(Path root, Path real) throws IOException {
        try {
            return Directory.open(real);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    root + " can't be read: give the user that the server runs as read and search permission for it,"
                            + " or serve another folder",
                    e);
        }
    }

    /** Modes are Unix's, and only zip files and the like don't tell their files apart. */
    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    private static Set<Capability> capabilitiesOf(Directory root) throws IOException {
        Set<Capability> capabilities = EnumSet.allOf(Capability.class);
        BasicFileAttributes attributes = root.look(root.here());
        if (!(attributes instanceof PosixFileAttributes)) {
            capabilities.remove(Capability.MODES);
        }
        if (attributes.fileKey() == null) {
            capabilities.remove(Capability.UNIQUE);
        }
        return Collections.unmodifiableSet(capabilities);
    }

    /** A link counts by where it is, not by where it leads. */
    @Override
    public boolean metadataInline(RootedPath path) {
        return !mounts.mayBlock(path);
    }

    @Override
    public boolean writesInline(RootedPath path) {
        return !mounts.mayBlock(path);
    }

    @Override
    public void took(RootedPath path, long nanos) {
        mounts.took(path, nanos);
    }

    /** For one system call per component. */
    @Override
    public Entry stat(RootedPath path) throws StorageException {
        return ask(path, () -> {
            try (Node node = locator.require(path)) {
                return DiskEntry.of(path.name(), node.attributes());
            }
        });
    }

    @Override
    public Listing list(RootedPath path, BooleanSupplier cancelled) throws StorageException {
        return ask(path, () -> {
            try (Node node = locator.requireDirectory(path)) {
                return new DiskListing(path, node.target().enter(), locator, cancelled);
            }
        });
    }

    @Override
    public OpenFile openRead(RootedPath path) throws StorageException {
        return ask(path, () -> {
            try (Node node = locator.locate(path)) {
                claims.requireReadable(path, node.target(), node.exists());
                node.requireFile(path);
                SeekableByteChannel channel = node.target().open(Set.of(StandardOpenOption.READ));
                return DiskFile.of(path, channel, node.attributes(), local, () -> mounts.mayBlock(path));
            }
        });
    }

    @Override
    public long resumableSize(RootedPath path) throws StorageException {
        return ask(path, () -> {
            try (Node node = locator.locate(path)) {
                if (!node.isFree()) {
                    node.requireFile(path);
                }
                return Uploads.length(node).orElseThrow(() -> StorageException.of(path, Reason.NOT_FOUND));
            }
        });
    }

    @Override
    public Upload store(RootedPath path, String who) throws StorageException {
        return begin(path, () -> uploads.store(path, who));
    }

    @Override
    public Upload append(RootedPath path, String who) throws StorageException {
        return begin(path, () -> uploads.append(path, who));
    }

    @Override
    public Upload resume(RootedPath path, long offset, String who) throws StorageException {
        return begin(path, () -> uploads.resume(path, offset, who));
    }

    @Override
    public Upload storeUnique(RootedPath directory, String hint, String who) throws StorageException {
        return begin(directory, () -> uploads.storeUnique(directory, hint, who));
    }

    @Override
    public void delete(RootedPath path) throws StorageException {
        change(path, () -> names.delete(path));
    }

    @Override
    public void makeDirectory(RootedPath path) throws StorageException {
        change(path, () -> names.makeDirectory(path));
    }

    @Override
    public LongWork<RootedPath> removeDirectory(RootedPath path) throws StorageException {
        requireWritable(path);
        return asked(path, names.removal(path));
    }

    @Override
    public void rename(RootedPath from, RootedPath to) throws StorageException {
        change(from, () -> names.rename(from, to));
    }

    @Override
    public RootedPath requireRenamable(RootedPath from) throws StorageException {
        return ask(from, () -> names.requireRenamable(from));
    }

    @Override
    public void setModified(RootedPath path, Instant time) throws StorageException {
        change(path, () -> attributes.setModified(path, time));
    }

    @Override
    public void setMode(RootedPath path, int mode) throws StorageException {
        change(path, () -> attributes.setMode(path, mode));
    }

    @Override
    public long usableSpace(RootedPath path) throws StorageException {
        return ask(path, () -> {
            try (Node node = locator.require(path)) {
                Path real = node.target().path();
                // For a local path, one statvfs; Files.getFileStore would read the table of mounts first.
                return local
                        ? real.toFile().getUsableSpace()
                        : Files.getFileStore(real).getUsableSpace();
            }
        });
    }

    @Override
    public LongWork<Integer> sweepParts(Instant now) throws StorageException {
        requireWritable(RootedPath.ROOT);
        Instant oldest = now.minus(options.partMaxAge());
        return asked(RootedPath.ROOT, new PartSweep(locator.root(), parts, claims, now, oldest));
    }

    /** Two for each upload, the file's and the part's. */
    @Override
    public int claimed() {
        return claims.size();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            locator.close();
        }
    }

    /** Work on the disk that answers something. */
    private interface Query<T> {
        T run() throws IOException;
    }

    /** Work on the disk. */
    private interface Change {
        void run() throws IOException;
    }

    private void change(RootedPath path, Change change) throws StorageException {
        begin(path, () -> {
            change.run();
            return path;
        });
    }

    private <T> T begin(RootedPath path, Query<T> change) throws StorageException {
        requireWritable(path);
        return ask(path, change);
    }

    private void requireWritable(RootedPath path) throws StorageException {
        if (options.readOnly()) {
            throw StorageException.of(path, Reason.READ_ONLY);
        }
    }

    /** {@code work}, which throws what clients are told. */
    private static <T> LongWork<T> asked(RootedPath path, LongWork<T> work) {
        return new LongWork<>() {
            @Override
            public boolean step() throws StorageException {
                return ask(path, work::step);
            }

            @Override
            public T result() {
                return work.result();
            }

            @Override
            public void close() {
                work.close();
            }
        };
    }

    /** The one place where what the JDK throws becomes what clients are told. */
    private static <T> T ask(RootedPath path, Query<T> query) throws StorageException {
        try {
            return query.run();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        } catch (UncheckedIOException e) {
            throw StorageException.of(path, e.getCause());
        } catch (UnsupportedOperationException e) {
            throw StorageException.of(path, e);
        }
    }
}
