package dev.sluice.storage;

import dev.sluice.storage.Locator.Node;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * What clients can do to the files below one root directory.
 *
 * <p>Nothing that a client writes leads out of the root; links that lead out are not there. Uploads in progress and
 * their part files are never visible, and a path that is being uploaded is protected from every other change. One
 * {@code FileStore} knows of its own uploads only, so a directory tree is served by one store of one process.
 *
 * <p>Threads: any. The short calls (open, stat, rename, delete, begin and publish an upload) cost a few system calls
 * and are made for the loop; those marked <i>pool</i> may take as long as the disk wants. Every method throws
 * {@link StorageException}: NOT_FOUND, NOT_A_DIRECTORY, DENIED and IO anywhere, the others where they are named. Changes
 * throw READ_ONLY when the store is.
 */
public final class FileStore {
    private final Disk disk;
    private final Path root;
    private final StorageOptions options;
    private final Locator locator;
    private final Claims claims = new Claims();
    private final Uploads uploads;
    private final NameChanges names;

    /**
     * A store of what lies below {@code root}, on any provider.
     *
     * @throws IOException when {@code root} is not a directory that can be reached
     */
    public FileStore(Path root, StorageOptions options) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) {
            throw new NotDirectoryException(root.toString());
        }
        this.options = options;
        disk = new Disk(root.getFileSystem());
        locator = new Locator(this.root, disk, options.followOutside());
        uploads = new Uploads(locator, disk, claims, options);
        names = new NameChanges(locator, disk, claims);
    }

    /** Whether files are the operating system's own, so that their channels are worth a {@code transferTo}. */
    public boolean isLocal() {
        return disk.isLocal();
    }

    /** What {@code path} is: name, kind, size and times only, for one system call per component. */
    public Entry stat(RootedPath path) throws StorageException {
        return ask(path, () -> Disk.entry(path.name(), locator.require(path).attributes()));
    }

    /** Everything about {@code path}. */
    public Entry describe(RootedPath path) throws StorageException {
        return ask(
                path,
                () -> disk.describe(path.name(), locator.require(path).target())
                        .orElseThrow(() -> StorageException.of(path, Reason.NOT_FOUND)));
    }

    /** The entries of the directory {@code path}; <i>pool</i>. */
    public Listing list(RootedPath path) throws StorageException {
        return ask(path, () -> new Listing(path, locator.requireDirectory(path).target(), locator, disk));
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
            Node node = locator.locate(path);
            claims.requireReadable(path, node.target(), node.exists());
            node.requireFile(path);
            SeekableByteChannel channel = disk.openRead(node.target());
            try {
                Instant modified = node.attributes().lastModifiedTime().toInstant();
                return new OpenFile(path, channel, channel.size(), modified);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        });
    }

    /**
     * How many bytes of {@code path} are here: the size of the file, or of the part of an upload that can be resumed,
     * so that a client knows where to go on (RFC 3659 §4, §5).
     */
    public long resumableSize(RootedPath path) throws StorageException {
        return ask(path, () -> {
            Node node = locator.locate(path);
            if (!node.isFree()) {
                node.requireFile(path);
            }
            return uploads.length(node).orElseThrow(() -> StorageException.of(path, Reason.NOT_FOUND));
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
     * Deletes a file; of a link the link, of a name that has no more than the part of a broken upload that part.
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
     * Removes a directory in which clients see nothing: parts of broken uploads go with it.
     *
     * @throws StorageException NOT_EMPTY, BUSY
     */
    public void removeDirectory(RootedPath path) throws StorageException {
        change(path, () -> names.removeDirectory(path));
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
        change(path, () -> Files.setLastModifiedTime(requireNotOther(path).target(), FileTime.from(time)));
    }

    /**
     * Sets the permission bits of a file or directory, 0 to 0777.
     *
     * @throws StorageException DENIED also where the file system has none, and for other bits
     */
    public void setMode(RootedPath path, int mode) throws StorageException {
        change(path, () -> {
            if ((mode & ~0777) != 0) {
                throw new StorageException(
                        Reason.DENIED,
                        path + ": only the modes 000 to 777 can be set, not " + Integer.toOctalString(mode));
            }
            disk.setMode(requireNotOther(path).target(), mode);
        });
    }

    /** Bytes that can still be stored where {@code path} is, which must exist. */
    public long usableSpace(RootedPath path) throws StorageException {
        return ask(path, () -> disk.usableSpace(locator.require(path).target()));
    }

    /**
     * Removes the parts of uploads that were broken off longer ago than {@link StorageOptions#partMaxAge}; <i>pool</i>.
     * Ends early when its thread is interrupted.
     *
     * @return how many were removed
     */
    public int sweepParts(Instant now) throws StorageException {
        return begin(RootedPath.ROOT, () -> PartSweep.run(root, claims, now, now.minus(options.partMaxAge())));
    }

    /** How many local paths are claimed by uploads: two for each that is under way. */
    public int claimed() {
        return claims.size();
    }

    private Node requireNotOther(RootedPath path) throws StorageException {
        Node node = locator.require(path);
        if (!node.isDirectory()) {
            node.requireFile(path); // To touch a pipe or device may block.
        }
        return node;
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
        if (options.readOnly()) {
            throw StorageException.of(path, Reason.READ_ONLY);
        }
        return ask(path, change);
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
