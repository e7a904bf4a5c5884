package dev.sluice.storage;

import dev.sluice.storage.Upload.Claim;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the parts of uploads that nobody has continued for long.
 *
 * <p>One walk over the tree, links not followed, memory bounded by the depth. It stops early when its thread is
 * interrupted.
 */
final class PartSweep extends SimpleFileVisitor<Path> {
    /** An open descriptor for each level, so there is a limit; parts below it stay. */
    private static final int MAX_DEPTH = 200;

    private static final Logger LOG = LoggerFactory.getLogger(PartSweep.class);

    private final Claims claims;
    private final Instant now;
    private final Instant oldest;
    private int removed;

    private PartSweep(Claims claims, Instant now, Instant oldest) {
        this.claims = claims;
        this.now = now;
        this.oldest = oldest;
    }

    /** Removes what was last written before {@code oldest}; returns how many that were. */
    static int run(Path root, Claims claims, Instant now, Instant oldest) throws IOException {
        PartSweep sweep = new PartSweep(claims, now, oldest);
        Files.walkFileTree(root, Set.of(), MAX_DEPTH, sweep);
        return sweep.removed;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()
                && attributes.lastModifiedTime().toInstant().isBefore(oldest)
                && PartName.matches(file.getFileName().toString())) {
            remove(file);
        }
        return Thread.currentThread().isInterrupted() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    private void remove(Path part) {
        try {
            Claims.Hold hold = claims.take(RootedPath.ROOT, new Claim("the removal of old parts", now), part);
            try (hold) {
                removed += Files.deleteIfExists(part) ? 1 : 0;
            }
        } catch (IOException e) {
            LOG.warn("{}: an old part can't be removed", part, e);
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        LOG.debug("{}: not looked into for old parts", file, e);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
        return FileVisitResult.CONTINUE;
    }
}
