package dev.sluice.storage.disk;

import dev.sluice.storage.Capability;
import dev.sluice.storage.Entry;
import dev.sluice.storage.Listing;
import dev.sluice.storage.LongWork;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.Precondition;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.Upload;
import dev.sluice.storage.disk.Disk.Root;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Files on a disk, of the machine or of any other {@code java.nio.file} provider.
 *
 * <p>Links that lead out of the root are not there. A path that is being uploaded is protected also from other processes
 * that serve the same directory, on this machine or, where the file system has locks, on others.
 *
 * <p>It keeps the root, and with all views of the same folder the directories that were used last, open until it is closed.
 * A view that begins where another does costs no more than a few objects. Any thread; the short calls cost a few system
 * calls.
 */
public final class DiskStorage implements Storage {
    private final Root root;
    private final StorageOptions options;
    private final Claims claims;
    private final Mounts mounts;
    private final Locator locator;
    private final Uploads uploads;
    private final NameChanges names;
    private final AttributeChanges attributes;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A store of what lies below {@code root}, on any provider.
     *
     * @throws IOException when {@code root} is not a directory that can be read
     */
    public DiskStorage(Path root, StorageOptions options) throws IOException {
        this(Disk.open(root, options));
    }

    DiskStorage(Root root) {
        Disk disk = root.disk();
        this.root = root;
        options = disk.options();
        claims = disk.claims();
        mounts = root.mounts();
        locator = new Locator(root.directory(), disk.cache());
        uploads = new Uploads(locator, disk.parts(), claims, disk.disposal(), options, mounts, disk.random());
        names = new NameChanges(locator, disk.parts(), claims, disk.disposal(), options.clock());
        attributes = new AttributeChanges(locator);
    }

    @Override
    public Storage below(RootedPath path) throws StorageException {
        return ask(path, () -> new DiskStorage(root.disk().below(path, root, locator)));
    }

    @Override
    public Set<Capability> capabilities() {
        return root.capabilities();
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
                return DiskFile.of(
                        path, channel, node.attributes(), root.disk().isLocal(), () -> mounts.mayBlock(path));
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
    public Upload store(RootedPath path, Precondition before, String who) throws StorageException {
        return begin(path, () -> uploads.store(path, before, who));
    }

    @Override
    public Upload append(RootedPath path, Precondition before, String who) throws StorageException {
        return begin(path, () -> uploads.append(path, before, who));
    }

    @Override
    public Upload resume(RootedPath path, long offset, Precondition before, String who) throws StorageException {
        return begin(path, () -> uploads.resume(path, offset, before, who));
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
    public void rename(RootedPath from, RootedPath to, Precondition before) throws StorageException {
        change(from, () -> names.rename(from, to, before));
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
                return root.disk().isLocal()
                        ? real.toFile().getUsableSpace()
                        : Files.getFileStore(real).getUsableSpace();
            }
        });
    }

    @Override
    public LongWork<Integer> sweepParts(Instant now) throws StorageException {
        requireWritable(RootedPath.ROOT);
        Instant oldest = now.minus(options.partMaxAge());
        return asked(RootedPath.ROOT, new PartSweep(locator.root(), root.disk().parts(), claims, now, oldest));
    }

    /** Two for each upload, the file's and the part's. */
    @Override
    public int claimed() {
        return claims.size();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            root.close();
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
        requireOpen(path);
        if (options.readOnly()) {
            throw StorageException.of(path, Reason.READ_ONLY);
        }
    }

    /** {@code work}, which throws what clients are told. */
    private static <T> LongWork<T> asked(RootedPath path, LongWork<T> work) {
        return new LongWork<>() {
            @Override
            public boolean step() throws StorageException {
                return told(path, work::step);
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

    private <T> T ask(RootedPath path, Query<T> query) throws StorageException {
        requireOpen(path);
        return told(path, query);
    }

    private void requireOpen(RootedPath path) throws StorageException {
        if (closed.get()) {
            throw StorageException.of(path, new IOException("the storage was closed"));
        }
    }

    /** The one place where what the JDK throws becomes what clients are told. */
    private static <T> T told(RootedPath path, Query<T> query) throws StorageException {
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
