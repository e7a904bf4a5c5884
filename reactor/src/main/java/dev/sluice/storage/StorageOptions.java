package dev.sluice.storage;

import java.time.Clock;
import java.time.Duration;

/**
 * How a {@link Storage} behaves; begin with {@link #defaults}. Immutable; any thread.
 *
 * @param readOnly whether every change is refused
 * @param keepParts whether the bytes of an aborted upload of a new file stay, so that it can be resumed
 * @param fsync whether a published file is on the disk, not only in the system's cache, when {@link Upload#publish}
 *     returns; that call then blocks and belongs on the pool
 * @param partMaxAge how long the part of an abandoned upload is kept, from its last byte on
 * @param clock tells since when an upload runs
 */
public record StorageOptions(boolean readOnly, boolean keepParts, boolean fsync, Duration partMaxAge, Clock clock) {

    /** Writable, parts kept for a week, no fsync, the system's clock. */
    public static StorageOptions defaults() {
        return new StorageOptions(false, true, false, Duration.ofDays(7), Clock.systemUTC());
    }

    /** The same with another {@link #readOnly}. */
    public StorageOptions withReadOnly(boolean refuse) {
        return new StorageOptions(refuse, keepParts, fsync, partMaxAge, clock);
    }

    /** The same with another {@link #keepParts}. */
    public StorageOptions withKeepParts(boolean keep) {
        return new StorageOptions(readOnly, keep, fsync, partMaxAge, clock);
    }

    /** The same with another {@link #fsync}. */
    public StorageOptions withFsync(boolean force) {
        return new StorageOptions(readOnly, keepParts, force, partMaxAge, clock);
    }

    /** The same with another {@link #partMaxAge}. */
    public StorageOptions withPartMaxAge(Duration age) {
        return new StorageOptions(readOnly, keepParts, fsync, age, clock);
    }

    /** The same with another {@link #clock}. */
    public StorageOptions withClock(Clock other) {
        return new StorageOptions(readOnly, keepParts, fsync, partMaxAge, other);
    }
}
