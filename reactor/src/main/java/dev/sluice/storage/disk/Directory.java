package dev.sluice.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that is open: what is done in it is done there, wherever its path leads meanwhile.
 *
 * <p>Every {@code name} is a single one, or {@link #here} for the directory itself, and is never followed if it is a
 * link. Where the provider has no handles, paths must do, and somebody with access to the disk can swap them.
 *
 * <p>Any thread. It is shared: whoever opened, entered or {@linkplain #retain retained} it closes it once, and the last
 * one to do so closes it really.
 */
abstract class Directory implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private final Path path;
    private final Path here;
    private final AtomicInteger users = new AtomicInteger(1);

    Directory(Path path) {
        this.path = path;
        this.here = path.getFileSystem().getPath(".");
    }

    /** Opens {@code path}, which must be a real path; links in it are followed. */
    @SuppressWarnings("StreamResourceLeak") // close() closes it
    static Directory open(Path path) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(path);
        if (stream instanceof SecureDirectoryStream<Path> handle) {
            return new HandleDirectory(path, handle);
        }
        stream.close();
        return new PathDirectory(path);
    }

    /** Where it was when it was opened. */
    final Path path() {
        return path;
    }

    /** The name of this directory in itself. */
    final Path here() {
        return here;
    }

    /** The path of {@code name}, for what can be done by paths only. */
    final Path resolve(Path name) {
        return name.equals(here) ? path : path.resolve(name);
    }

    /** One more user; to be closed once more. */
    final Directory retain() throws IOException {
        if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IOException(path + " was closed");
        }
        return this;
    }

    @Override
    public final void close() {
        if (users.decrementAndGet() == 0) {
            try {
                release();
            } catch (IOException e) {
                LOG.warn("{}: its handle can't be closed", path, e);
            }
        }
    }

    /** What {@code name} is, in one system call; {@code PosixFileAttributes} where there are any. */
    final BasicFileAttributes look(Path name) throws IOException {
        PosixFileAttributeView posix = view(name, PosixFileAttributeView.class);
        return posix != null
                ? posix.readAttributes()
                : view(name, BasicFileAttributeView.class).readAttributes();
    }

    /** What tells this directory from every other as long as it is open; null where nothing does. */
    abstract Object key() throws IOException;

    /** Attributes that can be read and set; null where the file system has none of that kind. */
    abstract <V extends FileAttributeView> V view(Path name, Class<V> kind);

    abstract SeekableByteChannel open(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException;

    /** Opens a directory in here, or this one once more. */
    abstract Directory enter(Path name) throws IOException;

    /** What is in here; once for each opened directory. */
    abstract Names names() throws IOException;

    abstract void deleteFile(Path name) throws IOException;

    abstract void deleteDirectory(Path name) throws IOException;

    /** Renames in one step, over a file that has the new name. */
    abstract void move(Path name, Directory to, Path newName) throws IOException;

    /** Makes a directory whose name must be free. */
    abstract void makeDirectory(Path name) throws IOException;

    /** Brings the names in here to the disk, where the system can. Blocks. */
    abstract void sync() throws IOException;

    abstract void release() throws IOException;

    /** Single names, in the disk's order. */
    static final class Names {
        private final Iterator<Path> entries;

        Names(Iterator<Path> entries) {
            this.entries = entries;
        }

        /** May wait for the disk. */
        boolean hasNext() throws IOException {
            try {
                return entries.hasNext();
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }

        Path next() {
            return entries.next().getFileName();
        }
    }
}
