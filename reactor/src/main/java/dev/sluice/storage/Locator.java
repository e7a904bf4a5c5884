package dev.sluice.storage;

import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Finds what a virtual path names on the disk, and keeps it inside the root.
 *
 * <p>It walks from the root with one look at each component. As long as none is a link, the walk itself proves that
 * the path stays inside; a link is resolved to its real path, which must lie below the real root. What lies outside
 * is treated as not there. Clients can't make links; somebody with access to the disk who swaps a directory for a link
 * between the look and the use is out of scope. Any thread.
 */
final class Locator {
    private final Path root;
    private final Disk disk;
    private final boolean followOutside;
    private final boolean slashSeparates;

    /** {@code root} must be a real path. */
    Locator(Path root, Disk disk, boolean followOutside) {
        this.root = root;
        this.disk = disk;
        this.followOutside = followOutside;
        this.slashSeparates = root.getFileSystem().getSeparator().equals("/");
    }

    /**
     * A place on the disk.
     *
     * @param entry the name itself, in a real directory: what is deleted or renamed
     * @param target what it leads to: the same unless {@code entry} is a link
     * @param attributes of {@code target}; null when nothing has the name; those of the link when it is not to be seen
     */
    record Node(Path entry, Path target, BasicFileAttributes attributes) {
        /** Whether clients see something here. */
        boolean exists() {
            return attributes != null && !attributes.isSymbolicLink();
        }

        /** Whether the name is free. */
        boolean isFree() {
            return attributes == null;
        }

        boolean isDirectory() {
            return exists() && attributes.isDirectory();
        }

        boolean isFile() {
            return exists() && attributes.isRegularFile();
        }

        boolean isLink() {
            return !entry.equals(target);
        }

        /** Refuses anything but a regular file. */
        void requireFile(RootedPath path) throws StorageException {
            if (!exists()) {
                throw StorageException.of(path, Reason.NOT_FOUND);
            } else if (!isFile()) {
                throw StorageException.of(path, isDirectory() ? Reason.IS_A_DIRECTORY : Reason.NOT_A_FILE);
            }
        }

        /** The part file of an upload to here. */
        Path part() {
            return target.resolveSibling(PartName.of(target.getFileName().toString()));
        }
    }

    /**
     * The place that {@code path} names; there need not be anything.
     *
     * @throws StorageException NOT_FOUND or NOT_A_DIRECTORY when its directory is none, NOT_FOUND for the name of a
     *     part file, BAD_NAME when the file system can't have such a name
     */
    Node locate(RootedPath path) throws StorageException {
        if (path.isRoot()) {
            return look(path, root);
        }
        String[] names = path.names();
        Path directory = root;
        for (int i = 0; ; i++) {
            Node node = look(path, child(path, directory, names[i]));
            if (i == names.length - 1) {
                return node;
            } else if (!node.isDirectory()) {
                throw StorageException.of(path, node.exists() ? Reason.NOT_A_DIRECTORY : Reason.NOT_FOUND);
            }
            directory = node.target();
        }
    }

    /** As {@link #locate}, and there must be something. */
    Node require(RootedPath path) throws StorageException {
        Node node = locate(path);
        if (!node.exists()) {
            throw StorageException.of(path, Reason.NOT_FOUND);
        }
        return node;
    }

    /** As {@link #require}, and it must be a directory. */
    Node requireDirectory(RootedPath path) throws StorageException {
        Node node = require(path);
        if (!node.isDirectory()) {
            throw StorageException.of(path, Reason.NOT_A_DIRECTORY);
        }
        return node;
    }

    /** What is at {@code entry}, a name in a real directory. */
    Node look(RootedPath path, Path entry) throws StorageException {
        try {
            BasicFileAttributes attributes = disk.attributes(entry);
            return attributes.isSymbolicLink() ? follow(entry, attributes) : new Node(entry, entry, attributes);
        } catch (NoSuchFileException e) {
            return new Node(entry, entry, null);
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    /** Where the link {@code entry} leads; a node that doesn't exist when clients are not to see it. */
    Node follow(Path entry, BasicFileAttributes link) {
        try {
            Path target = entry.toRealPath();
            if (followOutside || (target.startsWith(root) && !leadsToPart(target))) {
                return new Node(entry, target, disk.attributes(target));
            }
        } catch (IOException e) {
            // Broken, circular or forbidden: it leads nowhere, so it is shown to nobody.
        }
        return new Node(entry, entry, link);
    }

    private static boolean leadsToPart(Path target) {
        for (Path name : target) {
            if (PartName.matches(name.toString())) {
                return true;
            }
        }
        return false;
    }

    private Path child(RootedPath path, Path directory, String name) throws StorageException {
        if (PartName.matches(name)) {
            throw StorageException.of(path, Reason.NOT_FOUND);
        }
        try {
            Path child = directory.resolve(name);
            // Where something else than '/' separates, one name of ours may be several of the provider's, or a drive.
            if (slashSeparates || (directory.equals(child.getParent()) && child.endsWith(name))) {
                return child;
            }
        } catch (InvalidPathException e) {
            // Refused below.
        }
        throw StorageException.of(path, Reason.BAD_NAME);
    }
}
