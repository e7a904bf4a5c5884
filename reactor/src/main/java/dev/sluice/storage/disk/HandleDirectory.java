package dev.sluice.storage.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory by its handle ({@code openat} and the like). Nothing here goes by a path but the making of a directory,
 * for which Java has no {@code mkdirat}.
 */
final class HandleDirectory extends Directory {
    private static final Logger LOG = LoggerFactory.getLogger(HandleDirectory.class);
    /** Whoever swaps a path as fast as he can has it where it was every other time. */
    private static final long DELETE_PATIENCE = TimeUnit.MILLISECONDS.toNanos(10);

    private final SecureDirectoryStream<Path> handle;

    HandleDirectory(Path path, SecureDirectoryStream<Path> handle) {
        super(path);
        this.handle = handle;
    }

    @Override
    Object key() throws IOException {
        return handle.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
    }

    @Override
    <V extends FileAttributeView> V view(Path name, Class<V> kind) {
        return handle.getFileAttributeView(name, kind, NOFOLLOW_LINKS);
    }

    @Override
    SeekableByteChannel open(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(NOFOLLOW_LINKS);
        return handle.newByteChannel(name, all, attributes);
    }

    @Override
    Directory enter(Path name) throws IOException {
        return new HandleDirectory(resolve(name), handle.newDirectoryStream(name, NOFOLLOW_LINKS));
    }

    @Override
    Names names() {
        return new Names(handle.iterator());
    }

    @Override
    void deleteFile(Path name) throws IOException {
        handle.deleteFile(name);
    }

    @Override
    void deleteDirectory(Path name) throws IOException {
        handle.deleteDirectory(name);
    }

    @Override
    void move(Path name, Directory to, Path newName) throws IOException {
        SecureDirectoryStream<Path> target = ((HandleDirectory) to).handle;
        try {
            handle.move(name, target, newName);
        } catch (FileAlreadyExistsException e) {
            // The system's own rename replaces; a provider's may not.
            target.deleteFile(newName);
            handle.move(name, target, newName);
        }
    }

    /**
     * Makes it by path under a name that nobody can guess, and renames it by handle. Where the path has come to lead
     * elsewhere there is nothing to rename, and what was made there goes away again.
     */
    @Override
    void makeDirectory(Path name) throws IOException {
        Path made = Files.createDirectory(path().resolve(PartName.unguessable()));
        try {
            handle.move(made.getFileName(), handle, name);
        } catch (IOException e) {
            removeAgain(made);
            throw e;
        }
    }

    private static void removeAgain(Path made) {
        long begin = System.nanoTime();
        try {
            while (System.nanoTime() - begin < DELETE_PATIENCE) {
                if (Files.deleteIfExists(made)) {
                    return;
                }
            }
            LOG.warn("{}: an empty directory stays behind where this path led for a moment", made);
        } catch (IOException e) {
            LOG.warn("{}: an empty directory stays behind", made, e);
        }
    }

    @Override
    void sync() throws IOException {
        if (path().getFileSystem() == FileSystems.getDefault()) {
            try (FileChannel names = (FileChannel) handle.newByteChannel(here(), Set.of(StandardOpenOption.READ))) {
                names.force(true);
            }
        }
    }

    @Override
    void release() throws IOException {
        handle.close();
    }
}
