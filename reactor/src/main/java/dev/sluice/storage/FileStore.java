package dev.sluice.storage;

import dev.sluice.storage.StorageException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What clients can do to the files below one root directory.
 *
 * <p>Nothing that a client writes leads out of the root; links that lead out are not there. Uploads in progress and
 * their part files are never visible, and a path that is being uploaded is protected from every other change, also by
 * other stores and other processes that serve the same directory, on this machine or, where the file system has locks,
 * on others.
 *
 * <p>It keeps the root and the directories that were used last open until it is closed. What was opened before can be
 * used and ended after that.
 *
 * <p>Threads: any. The short calls (open, stat, rename, delete, begin and publish an upload) cost a few system calls
 * and are made for the loop; those marked <i>pool</i> may take as long as the disk wants. Every method throws
 * {@link StorageException}: NOT_FOUND, NOT_A_DIRECTORY, DENIED and IO anywhere, the others where they are named. Changes
 * throw READ_ONLY when the store is.
 */
public final class FileStore implements Closeable {
    private final boolean local;
    private final StorageOptions options;
    private final Locator locator;
    private final Claims claims;
    private final Parts parts;
    private final Uploads uploads;
    private final NameChanges names;
    private final AttributeChanges attributes;
    private final Mounts mounts;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A store of what lies below {@code root}, on any provider.
     *
     * @throws IOException when {@code root} is not a directory that can be read
     */
    public FileStore(Path root, StorageOptions options) throws IOException {
        this(
                open(root, root.toRealPath()),
                options,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextLong());
    }

    private FileStore(Directory root, StorageOptions options, LongSupplier nanoTime, RandomGenerator random)
            throws IOException {
        this(root, isLocal(root.path()), mounts(root.path()), options, nanoTime, random);
    }

    /**
     * A store in a world that somebody else makes.
     *
     * @param root by its real path; the store closes it
     * @param local whether it is to be treated as a disk of this machine, which other processes may share
     * @param random draws names
     */
    FileStore(
            Directory root,
            boolean local,
            Mounts mounts,
            StorageOptions options,
            LongSupplier nanoTime,
            RandomGenerator random)
            throws IOException {
        this.local = local;
        this.options = options;
        this.mounts = mounts;
        claims = new Claims(root.path());
        parts = new Parts(local, options.clock(), nanoTime);
        locator = new Locator(root);
        uploads = new Uploads(locator, parts, claims, options, mounts::isRemote, random);
        names = new NameChanges(locator, parts, claims, options.clock());
        attributes = new AttributeChanges(locator);
    }

    private static boolean isLocal(Path real) {
        return real.getFileSystem() == FileSystems.getDefault();
    }

    private static Mounts mounts(Path real) {
        return isLocal(real) ? Mounts.below(real) : Mounts.foreign();
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

    /** Whether files are the operating system's own, so that their channels are worth a {@code transferTo}. */
    public boolean isLocal() {
        return local;
    }

    /**
     * Whether calls about {@code path} may take long and belong on the pool: on other providers, on the network, and on a
     * disk that has turned out slow. A field read in the usual case. A link counts by where it is, not by where it leads.
     */
    public boolean mayBlock(RootedPath path) {
        return mounts.mayBlock(path);
    }

    /** Tells how long a call about {@code path} took, inline or on the pool, for {@link #mayBlock} to learn from. */
    public void took(RootedPath path, long nanos) {
        mounts.took(path, nanos);
    }

    /** Everything about {@code path}, for one system call per component. */
    public Entry stat(RootedPath path) throws StorageException {
        return ask(path, () -> {
            try (Node node = locator.require(path)) {
                return Entry.of(path.name(), node.attributes());
            }
        });
    }

    /**
     * The entries of the directory {@code path}; <i>pool</i>.
     *
     * @param cancelled asked between entries, from the thread that iterates, which true ends with a
     *     {@code CancellationException}
     */
    public Listing list(RootedPath path, BooleanSupplier cancelled) throws StorageException {
        return ask(path, () -> {
            try (Node node = locator.requireDirectory(path)) {
                return new Listing(path, node.target().enter(), locator, cancelled);
            }
        });
    }

    /**
     * Opens a regular file; a directory is refused (IS_A_DIRECTORY), and so is a pipe or device (NOT_A_FILE), which
     * might block.
     *
     * @throws StorageException BUSY while the file is just being uploaded and no complete version is there, or while it
     *     is changed in place
     */
    public OpenFile openRead(RootedPath path) throws StorageException {
        return ask(path, () -> {
            try (Node node = locator.locate(path)) {
                claims.requireReadable(path, node.target(), node.exists());
                node.requireFile(path);
                SeekableByteChannel channel = node.target().open(Set.of(StandardOpenOption.READ));
                try {
                    Instant modified = node.attributes().lastModifiedTime().toInstant();
                    return new OpenFile(path, channel, channel.size(), modified);
                } catch (IOException | RuntimeException e) {
                    channel.close();
                    throw e;
                }
            }
        });
    }

    /**
     * How many bytes of {@code path} are here: the size of the file, or of the part of an upload that can be resumed,
     * so that a client knows where to go on (RFC 3659 §4, §5).
     */
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

    /**
     * Begins the upload of a whole file (STOR), new or in place of an old one, which readers get until the new one is
     * complete. The new one takes over the old one's mode and, where the system allows it, owner and group.
     *
     * @param who as others are told who want the path meanwhile
     * @throws StorageException BUSY, IS_A_DIRECTORY, NOT_A_FILE, BAD_NAME, NO_SPACE
     */
    public Upload store(RootedPath path, String who) throws StorageException {
        return begin(path, () -> uploads.store(path, who));
    }

    /**
     * Begins an upload to the end of the file, or of the part of a broken upload, or of a new file (APPE). A complete
     * file grows in place, and readers wait.
     *
     * @throws StorageException as {@link #store}
     */
    public Upload append(RootedPath path, String who) throws StorageException {
        return begin(path, () -> uploads.append(path, who));
    }

    /**
     * Goes on with a broken upload at byte {@code offset} (REST and STOR); 0 is the same as {@link #store}. A complete
     * file is written in place, and readers wait. What was there beyond the uploaded data is cut off at the end: the
     * client means to complete its file, and RFC 3659 §5.3 leaves every other use open.
     *
     * @throws StorageException BAD_RANGE when fewer bytes are there; else as {@link #store}
     */
    public Upload resume(RootedPath path, long offset, String who) throws StorageException {
        return begin(path, () -> uploads.resume(path, offset, who));
    }

    /**
     * Begins the upload of a new file whose name nobody has (STOU): {@code hint} itself if it is free, else with a
     * suffix. The upload tells the name.
     *
     * @param hint one name, or empty for none in particular
     * @throws StorageException as {@link #store}
     */
    public Upload storeUnique(RootedPath directory, String hint, String who) throws StorageException {
        return begin(directory, () -> uploads.storeUnique(directory, hint, who));
    }

    /**
     * Deletes a file and what a broken upload to it has left; of a link the link, of a name that has no more than the
     * part of a broken upload that part.
     *
     * @throws StorageException BUSY, IS_A_DIRECTORY
     */
    public void delete(RootedPath path) throws StorageException {
        change(path, () -> names.delete(path));
    }

    /**
     * Makes a directory.
     *
     * @throws StorageException EXISTS, BUSY, BAD_NAME, NO_SPACE
     */
    public void makeDirectory(RootedPath path) throws StorageException {
        change(path, () -> names.makeDirectory(path));
    }

    /**
     * Removes a directory in which clients see nothing: parts of broken uploads go with it. From the first step on,
     * uploads that begin in it are refused (BUSY). Cancelled, it may have removed some of the parts.
     *
     * @return the removal, to be carried out and closed; its steps throw NOT_EMPTY, BUSY
     */
    public LongWork<RootedPath> removeDirectory(RootedPath path) throws StorageException {
        requireWritable(path);
        return asked(path, names.removal(path));
    }

    /**
     * Renames a file or directory; a file replaces a file of the new name, which clients that upload under another name
     * count on, but a directory is never replaced and replaces nothing.
     *
     * @throws StorageException EXISTS, BUSY, BAD_NAME; DENIED for the root and for a directory into itself; IO to
     *     another disk
     */
    public void rename(RootedPath from, RootedPath to) throws StorageException {
        change(from, () -> names.rename(from, to));
    }

    /**
     * Asks whether {@code from} is there and could be renamed now.
     *
     * @return {@code from}
     * @throws StorageException BUSY; DENIED for the root
     */
    public RootedPath requireRenamable(RootedPath from) throws StorageException {
        return ask(from, () -> names.requireRenamable(from));
    }

    /** Sets when the content of a file or directory last changed. */
    public void setModified(RootedPath path, Instant time) throws StorageException {
        change(path, () -> attributes.setModified(path, time));
    }

    /**
     * Sets the permission bits of a file or directory, 0 to 0777.
     *
     * @throws StorageException DENIED also where the file system has none, and for other bits
     */
    public void setMode(RootedPath path, int mode) throws StorageException {
        change(path, () -> attributes.setMode(path, mode));
    }

    /** Bytes that can still be stored where {@code path} is, which must exist. */
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

    /**
     * Removes the parts of uploads that were broken off longer ago than {@link StorageOptions#partMaxAge}, but none that
     * somebody is at.
     *
     * @return the sweep, to be carried out and closed; its result is how many it has removed
     */
    public LongWork<Integer> sweepParts(Instant now) throws StorageException {
        requireWritable(RootedPath.ROOT);
        Instant oldest = now.minus(options.partMaxAge());
        return asked(RootedPath.ROOT, new PartSweep(locator.root(), parts, claims, now, oldest));
    }

    /**
     * How many local paths are claimed: two for each upload that is under way, and those that are being deleted, made or
     * renamed, or swept, at this moment.
     */
    public int claimed() {
        return claims.size();
    }

    /** Closes the directories that are kept open; further calls fail. */
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
