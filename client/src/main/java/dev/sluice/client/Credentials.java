package dev.sluice.client;

import java.net.InetSocketAddress;

/**
 * A server and who one is there.
 *
 * @param server its address, resolved
 * @param user the user's name
 * @param password the password; never shown
 */
public record Credentials(InetSocketAddress server, String user, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + server.getHostString() + ":" + server.getPort();
    }
}
