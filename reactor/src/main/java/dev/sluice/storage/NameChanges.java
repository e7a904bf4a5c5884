package dev.sluice.storage;

import dev.sluice.storage.Locator.Node;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Deletes, makes and renames, with regard for uploads in progress; see {@link FileStore} for the rules. Any thread. */
final class NameChanges {
    private final Locator locator;
    private final Disk disk;
    private final Claims claims;

    NameChanges(Locator locator, Disk disk, Claims claims) {
        this.locator = locator;
        this.disk = disk;
        this.claims = claims;
    }

    void delete(RootedPath path) throws IOException {
        Node node = locator.locate(path);
        claims.requireFree(path, node.target());
        if (node.isDirectory()) {
            throw StorageException.of(path, Reason.IS_A_DIRECTORY);
        } else if (node.exists()) {
            Files.delete(node.entry());
        } else if (!node.isFree() || !Files.deleteIfExists(node.part())) {
            throw StorageException.of(path, Reason.NOT_FOUND);
        }
    }

    void makeDirectory(RootedPath path) throws IOException {
        path.refusePartName();
        Node node = locator.locate(path);
        claims.requireFree(path, node.target());
        if (!node.isFree()) {
            throw StorageException.of(path, Reason.EXISTS);
        }
        Files.createDirectory(node.entry());
    }

    void removeDirectory(RootedPath path) throws IOException {
        Node node = locator.requireDirectory(path);
        if (path.isRoot() || node.isLink()) {
            throw StorageException.of(path, Reason.DENIED);
        }
        Path directory = node.target();
        claims.requireFreeBelow(path, directory);
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            deleteParts(path, directory);
            Files.delete(directory);
        }
    }

    /** Deletes everything in {@code directory} if that is part files only. */
    private static void deleteParts(RootedPath path, Path directory) throws IOException {
        List<Path> parts = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!PartName.matches(entry.getFileName().toString())) {
                    throw StorageException.of(path, Reason.NOT_EMPTY);
                }
                parts.add(entry);
            }
        }
        for (Path part : parts) {
            Files.delete(part);
        }
    }

    RootedPath requireRenamable(RootedPath from) throws IOException {
        Node source = locator.locate(from);
        requireMovable(from, source);
        if (!source.exists()) {
            throw StorageException.of(from, Reason.NOT_FOUND);
        }
        return from;
    }

    void rename(RootedPath from, RootedPath to) throws IOException {
        to.refusePartName();
        Node source = locator.require(from);
        Node target = locator.locate(to);
        requireMovable(from, source);
        claims.requireFree(to, target.target());
        if (source.entry().equals(target.entry())) {
            return;
        } else if (source.isDirectory() && target.entry().startsWith(source.entry())) {
            throw new StorageException(Reason.DENIED, from + ": a directory can't be moved into itself");
        } else if (!target.isFree() && !(source.isFile() && target.isFile())) {
            throw StorageException.of(to, Reason.EXISTS);
        }
        disk.move(source.entry(), target.entry());
    }

    private void requireMovable(RootedPath from, Node source) throws StorageException {
        if (from.isRoot()) {
            throw StorageException.of(from, Reason.DENIED);
        }
        claims.requireFree(from, source.target());
        if (source.isDirectory()) {
            claims.requireFreeBelow(from, source.target());
        }
    }
}
