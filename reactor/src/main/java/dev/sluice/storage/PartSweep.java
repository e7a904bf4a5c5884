package dev.sluice.storage;

import dev.sluice.storage.Claims.Hold;
import dev.sluice.storage.Claims.Work;
import dev.sluice.storage.Directory.Names;
import dev.sluice.storage.Upload.Claim;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the parts of uploads that nobody has continued for long.
 *
 * <p>One walk over the tree, links not followed, memory bounded by the depth. It stops early when its thread is
 * interrupted.
 */
final class PartSweep {
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

    private final Parts parts;
    private final Claims claims;
    private final Instant now;
    private final Instant oldest;
    private final Deque<Level> levels = new ArrayDeque<>();
    private int removed;

    private PartSweep(Parts parts, Claims claims, Instant now, Instant oldest) {
        this.parts = parts;
        this.claims = claims;
        this.now = now;
        this.oldest = oldest;
    }

    /** Removes what was last written before {@code oldest}; returns how many that were. */
    static int run(Directory root, Parts parts, Claims claims, Instant now, Instant oldest) throws IOException {
        PartSweep sweep = new PartSweep(parts, claims, now, oldest);
        sweep.levels.push(Level.of(root.enter(root.here())));
        try {
            do {
                sweep.step();
            } while (!sweep.levels.isEmpty() && !Thread.currentThread().isInterrupted());
        } finally {
            sweep.levels.forEach(level -> level.directory.close());
        }
        return sweep.removed;
    }

    private void step() {
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
                if (!attributes.isSymbolicLink()
                        && attributes.lastModifiedTime().toInstant().isBefore(oldest)) {
                    remove(place);
                }
            } else if (attributes.isDirectory() && levels.size() < MAX_DEPTH) {
                levels.push(Level.of(place.enter()));
            }
        } catch (IOException e) {
            LOG.debug("{}: not looked into for old parts", place.path(), e);
        }
    }

    private void remove(Place part) {
        Claim claim = new Claim("the removal of old parts", now);
        try {
            Hold hold = claims.takeOne(RootedPath.ROOT, claim, Work.REMOVAL, part);
            try (hold) {
                removed += parts.remove(part) ? 1 : 0;
            }
        } catch (IOException e) {
            LOG.warn("{}: an old part can't be removed", part.path(), e);
        }
    }
}
