package dev.sluice.ftpd;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What the FTP service is told at its start; {@link FtpOptions} makes it.
 *
 * @param maxLineBytes longest command line
 * @param loginTimeout from the connection to the log-in
 * @param idleTimeout between two commands
 * @param dataTimeout until the data connection comes, and between two bytes on it
 * @param dataHost the local address that data connections come to
 * @param passivePorts ports for passive data connections
 * @param passiveHost the address told to clients that use PASV, when it is not the one they connected to (NAT)
 * @param foreignData whether data connections may go to and come from another address than the client's (transfers between two
 *     servers), and to ports below 1024
 * @param tellProcessId whether the process id is told to those who have not logged in
 */
record FtpSettings(
        int maxLineBytes,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration dataTimeout,
        InetAddress dataHost,
        PortRange passivePorts,
        Optional<InetAddress> passiveHost,
        boolean foreignData,
        boolean tellProcessId) {

    /**
     * Checks that the limits leave room for anything.
     *
     * @throws IllegalArgumentException if one does not
     */
    FtpSettings {
        requirePositive("the login timeout", loginTimeout);
        requirePositive("the idle timeout", idleTimeout);
        requirePositive("the data timeout", dataTimeout);
        if (passiveHost.isPresent() && !(passiveHost.get() instanceof Inet4Address)) {
            throw new IllegalArgumentException("the passive host must have an IPv4 address: PASV tells no other");
        }
    }

    private static void requirePositive(String what, Duration value) {
        if (value.toNanos() <= 0) {
            throw new IllegalArgumentException(what + " must be above 0");
        }
    }
}
