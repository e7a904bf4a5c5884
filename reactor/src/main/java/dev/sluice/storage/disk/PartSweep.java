package dev.sluice.storage.disk;

import dev.sluice.storage.LongWork;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.disk.Claims.Claim;
import dev.sluice.storage.disk.Claims.Hold;
import dev.sluice.storage.disk.Claims.Work;
import dev.sluice.storage.disk.Directory.Names;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the parts of uploads that nobody has continued for long.
 *
 * <p>One walk over the tree, links not followed, memory bounded by the depth. Where it can't look, and what others are at,
 * is left to the next sweep.
 */
final class PartSweep implements LongWork<Integer> {
    /** Two open descriptors for each level, so there is a limit; parts below it stay. */
    private static final int MAX_DEPTH = 100;

    private static final Logger LOG = LoggerFactory.getLogger(PartSweep.class);

    private record Level(Directory directory, Names names) {
        static Level of(Directory directory) throws IOException {
            try {
                return new Level(directory, directory.names());
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        }
    }

    private final Directory root;
    private final Parts parts;
    private final Claims claims;
    private final Instant now;
    private final Instant oldest;
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean begun;
    private int removed;

    /** Removes what was last written before {@code oldest}. */
    PartSweep(Directory root, Parts parts, Claims claims, Instant now, Instant oldest) {
        this.root = root;
        this.parts = parts;
        this.claims = claims;
        this.now = now;
        this.oldest = oldest;
    }

    @Override
    public boolean step() throws IOException {
        if (!begun) {
            parts.closeLost();
            levels.push(Level.of(root.enter(root.here())));
            begun = true;
        }
        StepLimit limit = new StepLimit();
        do {
            visitNext();
        } while (!levels.isEmpty() && !limit.isReached());
        return levels.isEmpty();
    }

    /** How many parts were removed. */
    @Override
    public Integer result() {
        return removed;
    }

    @Override
    public void close() {
        while (!levels.isEmpty()) {
            levels.pop().directory.close();
        }
    }

    private void visitNext() {
        Level level = levels.element();
        try {
            if (level.names.hasNext()) {
                visit(new Place(level.directory, level.names.next()));
                return;
            }
        } catch (IOException e) {
            LOG.debug("{}: not read on for old parts", level.directory.path(), e);
        }
        levels.pop().directory.close();
    }

    private void visit(Place place) {
        try {
            BasicFileAttributes attributes = place.look();
            if (PartName.matches(place.name().toString())) {
                if (isOld(attributes)) {
                    remove(place);
                }
            } else if (attributes.isDirectory() && levels.size() < MAX_DEPTH) {
                levels.push(Level.of(place.enter()));
            }
        } catch (IOException e) {
            LOG.debug("{}: not looked into for old parts", place.path(), e);
        }
    }

    private boolean isOld(BasicFileAttributes attributes) {
        return !attributes.isSymbolicLink()
                && attributes.lastModifiedTime().toInstant().isBefore(oldest);
    }

    private void remove(Place part) {
        Claim claim = new Claim("the removal of old parts", now);
        try {
            Hold hold = claims.takeOne(RootedPath.ROOT, claim, Work.REMOVAL, part);
            try (hold) {
                // Somebody may have gone on with it since we looked.
                if (isOld(part.look()) && parts.remove(part)) {
                    removed++;
                }
            }
        } catch (StorageException | NoSuchFileException e) {
            LOG.debug("{}: an old part is in use", part.path());
        } catch (IOException e) {
            LOG.warn("{}: an old part can't be removed", part.path(), e);
        }
    }
}
