package dev.sluice.server;

import dev.sluice.storage.StorageOptions.Inline;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything a server is told at its start; {@link FtpServerBuilder} makes it.
 *
 * @param address where to listen; port 0 lets the system choose
 * @param root the folder that is served
 * @param users who may log in
 * @param readOnly whether nobody may change anything, whatever the account says
 * @param maxSessions sessions in all
 * @param maxSessionsPerAddress sessions from one client address (of IPv6 a /64, here and below)
 * @param memory bytes that all sessions together may borrow, and those from one address half of
 * @param banAfter failures to log in, of one address within ten minutes, that begin a ban; 0 for none
 * @param banTime how long a ban lasts
 * @param maxLineBytes longest command line
 * @param loginTimeout from the connection to the log-in
 * @param idleTimeout between two commands
 * @param dataTimeout until the data connection comes, and between two bytes on it
 * @param passivePorts ports for passive data connections
 * @param passiveHost the address told to clients that use PASV, when it is not the one they connected to (NAT)
 * @param foreignData whether data connections may go to and come from another address than the client's (transfers between two
 *     servers), and to ports below 1024
 * @param keepParts whether the part of a new file is kept when its upload is aborted
 * @param partMaxAge how long it is kept
 * @param fsync whether an upload is on the disk before it is confirmed
 * @param inline whether the loop makes short calls to the disk itself
 * @param tellProcessId whether the process id is told to those who have not logged in
 * @param offloadThreads threads for work that may block
 */
record ServerConfig(
        InetSocketAddress address,
        Path root,
        Users users,
        boolean readOnly,
        int maxSessions,
        int maxSessionsPerAddress,
        long memory,
        int banAfter,
        Duration banTime,
        int maxLineBytes,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration dataTimeout,
        PortRange passivePorts,
        Optional<InetAddress> passiveHost,
        boolean foreignData,
        boolean keepParts,
        Duration partMaxAge,
        boolean fsync,
        Inline inline,
        boolean tellProcessId,
        int offloadThreads) {

    /** With less not even a listing could be sent. */
    private static final long LEAST_MEMORY = 1 << 20;

    /**
     * Checks that the limits leave room for anything.
     *
     * @throws IllegalArgumentException if one does not
     */
    ServerConfig {
        requirePositive("the limit on sessions", maxSessions);
        requirePositive("the limit on sessions per address", maxSessionsPerAddress);
        if (memory < LEAST_MEMORY) {
            throw new IllegalArgumentException("the memory for sessions must be at least " + LEAST_MEMORY + " bytes");
        }
        requirePositive("the login timeout", loginTimeout.toNanos());
        requirePositive("the idle timeout", idleTimeout.toNanos());
        requirePositive("the data timeout", dataTimeout.toNanos());
        if (banAfter < 0 || banAfter > LoginGuard.MOST_BAN_AFTER) {
            throw new IllegalArgumentException(
                    "the failures before a ban must be 0 to " + LoginGuard.MOST_BAN_AFTER + ", not " + banAfter);
        }
        requirePositive("the time of a ban", banTime.toNanos());
        if (partMaxAge.isNegative()) {
            throw new IllegalArgumentException("the age of parts cannot be negative");
        }
        if (passiveHost.isPresent() && !(passiveHost.get() instanceof Inet4Address)) {
            throw new IllegalArgumentException("the passive host must have an IPv4 address: PASV tells no other");
        }
    }

    private static void requirePositive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be above 0");
        }
    }
}
