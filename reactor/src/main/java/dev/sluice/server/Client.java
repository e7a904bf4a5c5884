package dev.sluice.server;

import dev.sluice.account.Account;
import dev.sluice.ftp.LogText;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Somebody at a moment: where he is, and who he has proved to be. It stays true of what he has begun, though he be gone. Immutable.
 *
 * @param address where he is
 * @param account who he is, if he has logged in
 * @param isGuest whether he may be anybody, having needed no password
 */
public record Client(InetAddress address, Optional<Account> account, boolean isGuest) {

    /** Who he is, for logs and for others who meet his uploads: {@code name@address}. */
    public String who() {
        return account.map(known -> LogText.escape(known.name())).orElse("nobody") + "@" + address.getHostAddress();
    }
}
