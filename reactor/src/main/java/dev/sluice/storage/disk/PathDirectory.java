package dev.sluice.storage.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A directory by its path, for providers that have no handles: zip files, and file systems that are not Unix's. */
final class PathDirectory extends Directory {
    private final AtomicReference<DirectoryStream<Path>> reading = new AtomicReference<>();

    PathDirectory(Path path) {
        super(path);
    }

    @Override
    Object key() {
        return null;
    }

    @Override
    <V extends FileAttributeView> V view(Path name, Class<V> kind) {
        return Files.getFileAttributeView(resolve(name), kind, NOFOLLOW_LINKS);
    }

    /** Not every provider knows the option not to follow links; here a look before must do. */
    @Override
    SeekableByteChannel open(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return Files.newByteChannel(resolve(name), options, attributes);
    }

    @Override
    Directory enter(Path name) {
        return new PathDirectory(resolve(name));
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // release() closes it
    Names names() throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(path());
        reading.set(stream);
        return new Names(stream.iterator());
    }

    @Override
    void deleteFile(Path name) throws IOException {
        Files.delete(resolve(name));
    }

    @Override
    void deleteDirectory(Path name) throws IOException {
        Files.delete(resolve(name));
    }

    @Override
    void move(Path name, Directory to, Path newName) throws IOException {
        Path from = resolve(name);
        Path target = to.resolve(newName);
        try {
            Files.move(from, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            if (from.getFileSystem() == FileSystems.getDefault()) {
                throw e; // Another disk: copying gigabytes would stop the loop.
            }
            Files.move(from, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    void makeDirectory(Path name) throws IOException {
        Files.createDirectory(resolve(name));
    }

    @Override
    void sync() {}

    @Override
    void release() throws IOException {
        DirectoryStream<Path> stream = reading.get();
        if (stream != null) {
            stream.close();
        }
    }
}
