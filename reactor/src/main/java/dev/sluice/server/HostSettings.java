package dev.sluice.server;

import dev.sluice.account.Accounts;
import dev.sluice.account.LoginGuard;
import dev.sluice.storage.StorageOptions.Inline;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a server is told at its start, beside what its services are told.
 *
 * @param root the folder that is served
 * @param accounts who may log in
 * @param readOnly whether nobody may change anything, whatever the account says
 * @param maxSessions sessions in all
 * @param maxSessionsPerAddress sessions from one client address (of IPv6 a /64, here and below)
 * @param memory bytes that all sessions together may borrow, and those from one address half of
 * @param banAfter failures to log in, of one address within ten minutes, that begin a ban; 0 for none
 * @param banTime how long a ban lasts
 * @param keepParts whether the part of a new file is kept when its upload is aborted
 * @param partMaxAge how long it is kept
 * @param fsync whether an upload is on the disk before it is confirmed
 * @param inline whether the loop makes short calls to the disk itself
 * @param diskThreads threads for work that may wait for the disk
 */
public record HostSettings(
        Path root,
        Accounts accounts,
        boolean readOnly,
        int maxSessions,
        int maxSessionsPerAddress,
        long memory,
        int banAfter,
        Duration banTime,
        boolean keepParts,
        Duration partMaxAge,
        boolean fsync,
        Inline inline,
        int diskThreads) {

    /** With less not even a listing could be sent. */
    private static final long LEAST_MEMORY = 1 << 20;

    /**
     * Checks that the limits leave room for anything.
     *
     * @throws IllegalArgumentException if one does not
     */
    public HostSettings {
        requirePositive("the limit on sessions", maxSessions);
        requirePositive("the limit on sessions per address", maxSessionsPerAddress);
        if (memory < LEAST_MEMORY) {
            throw new IllegalArgumentException("the memory for sessions must be at least " + LEAST_MEMORY + " bytes");
        }
        if (banAfter < 0 || banAfter > LoginGuard.MOST_BAN_AFTER) {
            throw new IllegalArgumentException(
                    "the failures before a ban must be 0 to " + LoginGuard.MOST_BAN_AFTER + ", not " + banAfter);
        }
        requirePositive("the time of a ban", banTime.toNanos());
        if (partMaxAge.isNegative()) {
            throw new IllegalArgumentException("the age of parts cannot be negative");
        }
    }

    private static void requirePositive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be above 0");
        }
    }
}
