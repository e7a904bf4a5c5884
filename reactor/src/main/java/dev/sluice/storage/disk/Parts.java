package dev.sluice.storage.disk;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes, opens and removes part files so that two processes that serve one directory don't harm each other: whoever
 * works on a part has it locked, and the kernel takes the lock back from a process that dies.
 *
 * <p>A part is made and then locked, which are two steps. So an empty part that is younger than {@link #YOUNG} counts
 * as taken, and who needed longer than {@link #PATIENCE} for both steps gives up. A part that was there is locked and
 * then looked at again: if its name has another file by now, it was not ours to touch.
 *
 * <p>In this process {@link Claims} has been asked before, unless two storages serve the same files; these hear of each
 * other by the JVM's own table of locks. Any thread.
 */
final class Parts implements Closeable {
    static final Duration YOUNG = Duration.ofMillis(500);
    static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final int TRIES = 3;
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.WRITE);

    private final boolean shared;
    private final Disposal disposal;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final LostLocks lost = new LostLocks();
    private final AtomicBoolean toldOfNoLocks = new AtomicBoolean();

    /**
     * @param shared whether other processes may see these files
     * @param disposal closes those that were deleted
     * @param clock the one that files get their times from
     */
    Parts(boolean shared, Disposal disposal, Clock clock, LongSupplier nanoTime) {
        this.shared = shared;
        this.disposal = disposal;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Makes an empty part. One left over from before goes away, whatever it is.
     *
     * @param like the file that it will replace, if there is one
     * @throws StorageException BUSY when another process is at it
     */
    Part create(RootedPath path, Place place, Optional<Ownership> like) throws IOException {
        lost.closeWhatCanBe();
        for (int i = 0; i < TRIES; i++) {
            long begin = nanoTime.getAsLong();
            try {
                return lockNew(path, place, openNew(place, like), begin);
            } catch (FileAlreadyExistsException e) {
                if (!remove(place)) {
                    break;
                }
            }
        }
        throw busy(path);
    }

    private static SeekableByteChannel openNew(Place place, Optional<Ownership> like) throws IOException {
        if (like.isEmpty()) {
            return place.open(CREATE);
        }
        SeekableByteChannel channel = place.open(CREATE, like.get().mode());
        try {
            like.get().giveTo(place); // Before the lock, which the opening of a second channel for that would lose.
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private Part lockNew(RootedPath path, Place place, SeekableByteChannel channel, long begin) throws IOException {
        try {
            Lock lock = lock(channel);
            if (lock.isDenied() || nanoTime.getAsLong() - begin > PATIENCE.toNanos()) {
                throw busy(path);
            }
            return new Part(place, channel, lock == Lock.OURS, 0, disposal);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Makes an empty part that keeps other processes away from a file while it is changed in place; empty where there
     * are no others, or where nothing can be made.
     *
     * @throws StorageException BUSY when another process is at it
     */
    Optional<Part> createGuard(RootedPath path, Place place) throws IOException {
        try {
            return shared ? Optional.of(create(path, place, Optional.empty())) : Optional.empty();
        } catch (AccessDeniedException e) {
            return Optional.empty(); // A file can be open to changes in a directory that is not.
        }
    }

    /**
     * Opens the part that is there, for writing; empty when there is none, or something that is no file.
     *
     * @throws StorageException BUSY when another process is at it
     */
    Optional<Part> open(RootedPath path, Place place) throws IOException {
        Optional<BasicFileAttributes> found = place.lookIfThere();
        if (found.isEmpty() || !found.get().isRegularFile()) {
            return Optional.empty();
        }
        try {
            return Optional.of(takeOver(place, found.get()).orElseThrow(() -> busy(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // Since the look it was published, or removed.
        }
    }

    /**
     * Removes what has the name of a part, whatever it is.
     *
     * @return false when another process is at it
     */
    boolean remove(Place place) throws IOException {
        try {
            BasicFileAttributes found = place.look();
            if (found.isDirectory()) {
                place.deleteDirectory();
                return true;
            } else if (!shared || !found.isRegularFile()) {
                place.deleteFile();
                return true;
            }
            Optional<Part> part = takeOver(place, found);
            if (part.isPresent()) {
                part.get().discard();
            }
            return part.isPresent();
        } catch (NoSuchFileException e) {
            return true; // As it should be.
        }
    }

    /** Whether another process works on the part. */
    boolean isLocked(Place place) throws IOException {
        Optional<BasicFileAttributes> found = place.lookIfThere();
        if (found.isEmpty() || !found.get().isRegularFile()) {
            return false;
        } else if (lost.holds(found.get().fileKey())) {
            return true;
        }
        try {
            SeekableByteChannel channel = place.open(WRITE);
            Lock lock = lock(channel);
            close(channel, lock, found.get());
            return lock.isDenied();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Unless that would end the lock of another storage in this process. */
    private void close(SeekableByteChannel channel, Lock lock, BasicFileAttributes file) throws IOException {
        if (lock == Lock.LOST && channel instanceof FileChannel open && file.fileKey() != null) {
            lost.keep(file.fileKey(), open);
        } else {
            channel.close();
        }
    }

    /**
     * Opens and locks the file that {@code found} describes; empty when another process has it.
     *
     * @throws NoSuchFileException when it has gone since
     */
    private Optional<Part> takeOver(Place place, BasicFileAttributes found) throws IOException {
        if (shared && found.size() == 0 && isYoung(found.lastModifiedTime().toInstant())) {
            return Optional.empty();
        } else if (lost.holds(found.fileKey())) {
            return Optional.empty();
        }
        SeekableByteChannel channel = place.open(WRITE);
        try {
            Lock lock = lock(channel);
            Optional<BasicFileAttributes> now = lock.isDenied() ? Optional.empty() : place.lookIfThere();
            if (now.isEmpty() || !isSame(found, now.get())) {
                close(channel, lock, found);
                return Optional.empty();
            }
            return Optional.of(
                    new Part(place, channel, lock == Lock.OURS, now.get().size(), disposal));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private boolean isYoung(Instant modified) {
        return Duration.between(modified, clock.instant()).abs().compareTo(YOUNG) < 0;
    }

    /** Number and birth: a number alone may have been given to another file meanwhile. */
    private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
        return other.isRegularFile()
                && (one.fileKey() == null
                        || (one.fileKey().equals(other.fileKey())
                                && one.creationTime().equals(other.creationTime())));
    }

    private enum Lock {
        OURS,
        /** Another process has it. */
        DENIED,
        /** Another storage in this process has it. */
        LOST,
        /** There are no locks. */
        UNKNOWN;

        private boolean isDenied() {
            return this == DENIED || this == LOST;
        }
    }

    private Lock lock(SeekableByteChannel channel) {
        if (!shared || !(channel instanceof FileChannel file)) {
            return Lock.UNKNOWN;
        }
        try {
            return file.tryLock() != null ? Lock.OURS : Lock.DENIED;
        } catch (OverlappingFileLockException e) {
            return Lock.LOST;
        } catch (IOException | UnsupportedOperationException e) {
            if (toldOfNoLocks.compareAndSet(false, true)) {
                LOG.warn("The file system has no locks, so nothing but this server may write to the folder", e);
            }
            return Lock.UNKNOWN;
        }
    }

    /** Lets go of files that others in this process have worked on, as far as they are through. */
    void closeLost() {
        lost.closeWhatCanBe();
    }

    @Override
    public void close() {
        lost.close();
    }

    private static StorageException busy(RootedPath path) {
        return new StorageException(
                Reason.BUSY, path + " is being uploaded through another server process; try again later");
    }
}
