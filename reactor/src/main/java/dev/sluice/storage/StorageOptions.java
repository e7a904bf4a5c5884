package dev.sluice.storage;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * How a {@link Storage} behaves; begin with {@link #defaults}. Immutable; any thread.
 *
 * @param readOnly whether every change is refused
 * @param keepParts whether the bytes of an aborted upload of a new file stay, so that it can be resumed
 * @param fsync whether a published file is on the disk, not only in the system's cache, when {@link Upload#publish}
 *     returns; that call then blocks and belongs on the pool
 * @param inline whether the loop may make short calls itself
 * @param partMaxAge how long the part of an abandoned upload is kept, from its last byte on
 * @param clock tells since when an upload runs
 * @param disposal takes over what nobody waits for and what may take long: the last close of a large file that has been
 *     deleted, which frees its blocks; from any thread, and must not refuse
 */
public record StorageOptions(
        boolean readOnly,
        boolean keepParts,
        boolean fsync,
        Inline inline,
        Duration partMaxAge,
        Clock clock,
        Executor disposal) {

    /** Whether the loop may make short calls to the storage itself, which saves a hand-over, or has the pool make them. */
    public enum Inline {
        /** As far as can be told: by what kind of disk a path lies on, and by how long its calls have taken. */
        AUTO,
        /** Always: the disk is known to be fast, whatever it looks like. */
        ALWAYS,
        /** Never: the disk is known to keep callers waiting. */
        NEVER
    }

    /** Writable, parts kept for a week, no fsync, the system's clock, and every call made where it is made. */
    public static StorageOptions defaults() {
        return new StorageOptions(
                false, true, false, Inline.AUTO, Duration.ofDays(7), Clock.systemUTC(), Runnable::run);
    }

    /** The same with another {@link #readOnly}. */
    public StorageOptions withReadOnly(boolean refuse) {
        return new StorageOptions(refuse, keepParts, fsync, inline, partMaxAge, clock, disposal);
    }

    /** The same with another {@link #keepParts}. */
    public StorageOptions withKeepParts(boolean keep) {
        return new StorageOptions(readOnly, keep, fsync, inline, partMaxAge, clock, disposal);
    }

    /** The same with another {@link #fsync}. */
    public StorageOptions withFsync(boolean force) {
        return new StorageOptions(readOnly, keepParts, force, inline, partMaxAge, clock, disposal);
    }

    /** The same with another {@link #inline}. */
    public StorageOptions withInline(Inline when) {
        return new StorageOptions(readOnly, keepParts, fsync, when, partMaxAge, clock, disposal);
    }

    /** The same with another {@link #partMaxAge}. */
    public StorageOptions withPartMaxAge(Duration age) {
        return new StorageOptions(readOnly, keepParts, fsync, inline, age, clock, disposal);
    }

    /** The same with another {@link #clock}. */
    public StorageOptions withClock(Clock other) {
        return new StorageOptions(readOnly, keepParts, fsync, inline, partMaxAge, other, disposal);
    }

    /** The same with another {@link #disposal}. */
    public StorageOptions withDisposal(Executor where) {
        return new StorageOptions(readOnly, keepParts, fsync, inline, partMaxAge, clock, where);
    }
}
