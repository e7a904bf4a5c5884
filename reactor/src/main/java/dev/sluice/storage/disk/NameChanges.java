package dev.sluice.storage.disk;

import dev.sluice.storage.Precondition;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.disk.Claims.Claim;
import dev.sluice.storage.disk.Claims.Hold;
import dev.sluice.storage.disk.Claims.Work;
import dev.sluice.storage.disk.Disposal.Rest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Deletes, makes and renames, with regard for uploads in progress; see {@link DiskStorage} for the rules. Any thread. */
final class NameChanges {
    private final Locator locator;
    private final Parts parts;
    private final Claims claims;
    private final Disposal disposal;
    private final Clock clock;

    NameChanges(Locator locator, Parts parts, Claims claims, Disposal disposal, Clock clock) {
        this.locator = locator;
        this.parts = parts;
        this.claims = claims;
        this.disposal = disposal;
        this.clock = clock;
    }

    private Claim claim() {
        return new Claim("another client", clock.instant());
    }

    void delete(RootedPath path) throws IOException {
        try (Node node = locator.locate(path)) {
            if (node.isDirectory()) {
                claims.requireFree(path, node.target());
                throw StorageException.of(path, Reason.IS_A_DIRECTORY);
            }
            Hold hold = claims.take(path, claim(), Work.REMOVAL, node.target());
            try (hold) {
                if (node.exists()) {
                    removePartOf(path, node);
                    deleteFile(node);
                } else if (!node.isFree() || !removePart(path, node.target().part())) {
                    throw StorageException.of(path, Reason.NOT_FOUND);
                }
            }
        }
    }

    private void deleteFile(Node file) throws IOException {
        Rest rest = disposal.of(file);
        try (rest) {
            file.entry().deleteFile();
        }
    }

    /** Whether there was one. */
    private boolean removePart(RootedPath path, Place part) throws IOException {
        boolean there = part.lookIfThere().isPresent();
        if (there && !parts.remove(part)) {
            throw StorageException.of(path, Reason.BUSY);
        }
        return there;
    }

    /**
     * Removes the part of a file that is about to go, which a killed server may have left: SIZE would answer for it, and
     * a resume continue it. A link can go without its file.
     *
     * @throws StorageException BUSY when another process is at it, and so at the file
     */
    private void removePartOf(RootedPath path, Node file) throws IOException {
        Place part = file.target().part();
        // An empty part that nobody has locked may be left by a server that was killed just now: SIZE does not answer
        // for it.
        if (!file.isLink() && !parts.remove(part) && parts.isLocked(part)) {
            throw StorageException.of(path, Reason.BUSY);
        }
    }

    void makeDirectory(RootedPath path) throws IOException {
        PartName.refuse(path);
        try (Node node = locator.locate(path)) {
            Hold hold = claims.takeToMake(path, claim(), node.target());
            try (hold) {
                // Somebody may have made it since we looked, and by handle an empty directory would be replaced.
                if (!node.isFree() || node.entry().lookIfThere().isPresent()) {
                    throw StorageException.of(path, Reason.EXISTS);
                }
                node.entry().directory().makeDirectory(node.entry().name());
            }
        }
    }

    DirectoryRemoval removal(RootedPath path) {
        return new DirectoryRemoval(path, locator, parts, claims, clock);
    }

    RootedPath requireRenamable(RootedPath from) throws IOException {
        try (Node source = locator.locate(from)) {
            requireNotRoot(from);
            requireFree(from, source);
            if (!source.exists()) {
                throw StorageException.of(from, Reason.NOT_FOUND);
            }
            return from;
        }
    }

    void rename(RootedPath from, RootedPath to, Precondition before) throws IOException {
        PartName.refuse(to);
        try (Node source = locator.require(from);
                Node target = locator.locate(to)) {
            requireNotRoot(from);
            Hold hold = claimSource(from, source);
            try (hold) {
                if (!source.entry().path().equals(target.entry().path())) {
                    move(from, source, to, target, before);
                }
            }
        }
    }

    private static void requireNotRoot(RootedPath path) throws StorageException {
        if (path.isRoot()) {
            throw StorageException.of(path, Reason.DENIED);
        }
    }

    /** Of a link, the link moves; what it leads to must not be in use, because others know it by that name. */
    private Hold claimSource(RootedPath from, Node source) throws StorageException {
        if (source.isLink()) {
            requireFree(from, source);
            return claims.takeOne(from, claim(), Work.RENAMING, source.entry());
        }
        return source.isDirectory()
                ? claims.takeTree(from, claim(), Work.RENAMING, source.target())
                : claims.take(from, claim(), Work.RENAMING, source.target());
    }

    private Hold claimTarget(RootedPath to, Node target, Node source) throws StorageException {
        if (target.isLink() && !target.target().path().equals(source.target().path())) {
            requireFree(to, target);
        }
        return claims.takeOne(to, claim(), Work.RENAMING, target.entry());
    }

    private void requireFree(RootedPath path, Node node) throws StorageException {
        if (node.isDirectory()) {
            claims.requireFreeBelow(path, node.target());
        } else {
            claims.requireFree(path, node.target());
        }
    }

    /** A directory would replace an empty one that somebody has made here since we looked. */
    private static void requireStillFreeFor(Node source, RootedPath to, Node target) throws IOException {
        if (source.isDirectory() && target.entry().lookIfThere().isPresent()) {
            throw StorageException.of(to, Reason.EXISTS);
        }
    }

    private void move(RootedPath from, Node source, RootedPath to, Node target, Precondition before)
            throws IOException {
        Path sourcePath = source.entry().path();
        if (source.isDirectory() && target.entry().path().startsWith(sourcePath)) {
            throw new StorageException(Reason.DENIED, from + ": a directory can't be moved into itself");
        }
        Hold hold = claimTarget(to, target, source);
        try (hold) {
            if (before != Precondition.NONE) {
                // Not what was found before the claim: an upload may have been published since.
                before.require(to, target.entry().lookIfThere().isPresent());
            }
            if (!target.isFree() && !(source.isFile() && target.isFile())) {
                throw StorageException.of(to, Reason.EXISTS);
            }
            if (source.isFile()) {
                removePartOf(from, source);
                removePartOf(to, target);
            }
            requireStillFreeFor(source, to, target);
            Rest rest = disposal.of(target);
            try (rest) {
                source.entry().moveTo(target.entry());
            }
        }
        if (!source.isFile()) {
            locator.forget(source.entry());
        }
    }
}
