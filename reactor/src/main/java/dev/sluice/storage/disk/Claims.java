package dev.sluice.storage.disk;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Which local paths are being changed in this process, how and by whom. Any thread: uploads begin and end on the loop,
 * and the sweep of old parts runs on the pool.
 */
final class Claims {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * Who changes a path.
     *
     * @param who as it is told to others who want the path
     * @param since when it began
     */
    record Claim(String who, Instant since) {}

    /** What is done to a path. */
    enum Work {
        /** It is uploaded, and whatever is complete can be read meanwhile. */
        UPLOAD("uploaded"),
        /** It is uploaded in place, so readers wait too. */
        IN_PLACE("uploaded"),
        /** It goes away. */
        REMOVAL("removed"),
        /** It gets another name. */
        RENAMING("renamed"),
        /** It is made. */
        MAKING("made");

        private final String participle;

        Work(String participle) {
            this.participle = participle;
        }
    }

    /** Each is itself: two may be by the same client in the same moment. */
    private static final class Held {
        private final Claim claim;
        private final Work work;

        Held(Claim claim, Work work) {
            this.claim = claim;
            this.work = work;
        }
    }

    private final String separator;
    private final boolean anyCase;
    /** By the text of the path: what lies in a directory follows its text and a separator, without a gap. */
    private final TreeMap<String, Held> held = new TreeMap<>();
    /** The directories that are claimed with all that will come to lie in them. */
    private final TreeMap<String, Held> trees = new TreeMap<>();

    /** The directories that are roots of views, and how often. */
    private final TreeMap<String, Integer> roots = new TreeMap<>();

    /** For paths like {@code root}. */
    Claims(Path root) {
        separator = root.getFileSystem().getSeparator();
        anyCase = root.getFileSystem().getPath("a").equals(root.getFileSystem().getPath("A"));
    }

    /** Gives the claimed paths back when closed; closing again does nothing. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Claims a file and its part for what is done to {@code path}: both or none.
     *
     * @throws StorageException BUSY when either is claimed
     */
    Hold take(RootedPath path, Claim claim, Work work, Place file) throws StorageException {
        Hold fileHold = takeOne(path, claim, work, file);
        try {
            Hold partHold = takeOne(path, claim, work, file.part());
            return () -> {
                partHold.close();
                fileHold.close();
            };
        } catch (StorageException e) {
            fileHold.close();
            throw e;
        }
    }

    /** Claims {@code place} alone. */
    synchronized Hold takeOne(RootedPath path, Claim claim, Work work, Place place) throws StorageException {
        String key = key(place.path());
        requireUnclaimed(path, key);
        Held mine = new Held(claim, work);
        held.put(key, mine);
        return () -> giveBack(held, key, mine);
    }

    private void requireUnclaimed(RootedPath path, String key) throws StorageException {
        refuse(path.toString(), held.get(key));
        for (Map.Entry<String, Held> tree : trees.entrySet()) {
            if (key.startsWith(tree.getKey())) {
                refuse(path + ": a directory above", tree.getValue());
            }
        }
    }

    /**
     * Keeps {@code directory} and what it lies in where they are: claims about what is in it are made of its path.
     *
     * @throws StorageException BUSY when one of them is being renamed or removed
     */
    synchronized Hold takeRoot(RootedPath path, Place directory) throws StorageException {
        String key = key(directory.path());
        requireUnclaimed(path, key);
        roots.merge(key, 1, Integer::sum);
        return () -> giveBackRoot(key);
    }

    private synchronized void giveBackRoot(String key) {
        roots.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    /**
     * Claims {@code place} for a directory that is made there. Who makes it at the same time is waited for, since what
     * comes of that is the answer: it is there already. As a rule that takes as long as one call to the disk, and both
     * would wait for each other in the system too.
     *
     * @throws StorageException BUSY when that takes longer than {@link #PATIENCE}, or when it is claimed otherwise
     */
    synchronized Hold takeToMake(RootedPath path, Claim claim, Place place) throws StorageException {
        String key = key(place.path());
        long begin = System.nanoTime();
        long left = PATIENCE.toNanos();
        try {
            while (left > 0 && held.containsKey(key) && held.get(key).work == Work.MAKING) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = PATIENCE.toNanos() - (System.nanoTime() - begin);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Then as it is now.
        }
        return takeOne(path, claim, Work.MAKING, place);
    }

    /** Claims a directory with all that is or will be in it. */
    synchronized Hold takeTree(RootedPath path, Claim claim, Work work, Place directory) throws StorageException {
        requireFreeBelow(path, directory);
        requireNoRoot(path, directory);
        Hold hold = takeOne(path, claim, work, directory);
        String tree = key(directory.path()) + separator;
        Held mine = new Held(claim, work);
        trees.put(tree, mine);
        return () -> {
            giveBack(trees, tree, mine);
            hold.close();
        };
    }

    private void requireNoRoot(RootedPath path, Place directory) throws StorageException {
        String key = key(directory.path());
        String below = roots.ceilingKey(key + separator);
        if (roots.containsKey(key) || (below != null && below.startsWith(key + separator))) {
            throw new StorageException(
                    Reason.BUSY, path + " is, or holds, the home of somebody who is here; try again later");
        }
    }

    private synchronized void giveBack(Map<String, Held> from, String key, Held mine) {
        // Another may have it since.
        if (from.get(key) == mine) {
            from.remove(key);
            notifyAll();
        }
    }

    synchronized void requireFree(RootedPath path, Place place) throws StorageException {
        refuse(path.toString(), held.get(key(place.path())));
    }

    /** Refuses while {@code directory} or anything below it is claimed. */
    synchronized void requireFreeBelow(RootedPath path, Place directory) throws StorageException {
        requireFree(path, directory);
        String tree = key(directory.path()) + separator;
        Map.Entry<String, Held> first = held.ceilingEntry(tree);
        if (first != null && first.getKey().startsWith(tree)) {
            refuse(path + ": a file in it", first.getValue());
        }
    }

    /** Refuses while {@code file} is changed in place, or is not {@code complete} because it is just being uploaded. */
    synchronized void requireReadable(RootedPath path, Place file, boolean complete) throws StorageException {
        Held other = held.get(key(file.path()));
        if (other != null && (other.work == Work.IN_PLACE || (other.work == Work.UPLOAD && !complete))) {
            refuse(path.toString(), other);
        }
    }

    /** How many paths are claimed. */
    synchronized int size() {
        return held.size();
    }

    /** Names that the file system takes for one have one key. */
    private String key(Path path) {
        return anyCase ? path.toString().toLowerCase(Locale.ROOT) : path.toString();
    }

    private static void refuse(String what, Held by) throws StorageException {
        if (by != null) {
            throw new StorageException(
                    Reason.BUSY,
                    what + " is being " + by.work.participle + " by " + by.claim.who() + " since "
                            + TIME.format(by.claim.since()) + " UTC; try again later");
        }
    }
}
