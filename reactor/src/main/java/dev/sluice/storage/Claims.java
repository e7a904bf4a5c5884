package dev.sluice.storage;

import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload.Claim;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which local paths are being written, and by whom. Any thread: uploads begin and end on the loop, and the sweep of old
 * parts runs on the pool.
 */
final class Claims {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    /** @param exclusive whether readers must wait too, because a file is changed in place */
    private record Held(Claim claim, boolean exclusive) {}

    private final Map<Path, Held> held = new ConcurrentHashMap<>();

    /** Gives the claimed paths back when closed; closing again does nothing. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Claims a file and its part for an upload to {@code path}: both or none.
     *
     * @throws StorageException BUSY when either is claimed
     */
    Hold take(RootedPath path, Claim claim, boolean exclusive, Path file, Path part) throws StorageException {
        Held mine = new Held(claim, exclusive);
        Hold fileHold = take(path, mine, file);
        try {
            Hold partHold = take(path, mine, part);
            return () -> {
                partHold.close();
                fileHold.close();
            };
        } catch (StorageException e) {
            fileHold.close();
            throw e;
        }
    }

    /** Claims a part alone, to remove it. */
    Hold take(RootedPath path, Claim claim, Path part) throws StorageException {
        return take(path, new Held(claim, true), part);
    }

    private Hold take(RootedPath path, Held mine, Path local) throws StorageException {
        Held other = held.putIfAbsent(local, mine);
        if (other != null) {
            throw busy(path.toString(), other);
        }
        return () -> held.remove(local, mine);
    }

    void requireFree(RootedPath path, Path local) throws StorageException {
        Held other = held.get(local);
        if (other != null) {
            throw busy(path.toString(), other);
        }
    }

    /** Refuses while anything in or below {@code directory} is claimed. */
    void requireFreeBelow(RootedPath path, Path directory) throws StorageException {
        for (Map.Entry<Path, Held> entry : held.entrySet()) {
            if (entry.getKey().startsWith(directory)) {
                throw busy(path + ": a file in it", entry.getValue());
            }
        }
    }

    /** Refuses while {@code file} is changed in place, or is not {@code complete} because it is just being uploaded. */
    void requireReadable(RootedPath path, Path file, boolean complete) throws StorageException {
        Held other = held.get(file);
        if (other != null && (other.exclusive || !complete)) {
            throw busy(path.toString(), other);
        }
    }

    /** How many paths are claimed. */
    int size() {
        return held.size();
    }

    private static StorageException busy(String what, Held by) {
        return new StorageException(
                Reason.BUSY,
                what + " is being uploaded by " + by.claim.who() + " since " + TIME.format(by.claim.since())
                        + " UTC; try again later");
    }
}
