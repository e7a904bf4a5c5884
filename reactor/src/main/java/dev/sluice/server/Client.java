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
 */
public record Client(InetAddress address, Optional<Account> account) {

    /** Whether he may be anybody. */
    public boolean isGuest() {
        return account.filter(Account::isAnonymous).isPresent();
    }

    /** Who he is, for logs and for others who meet his uploads: {@code name@address}. */
    public String who() {
        return account.map(known -> LogText.escape(known.name())).orElse("nobody") + "@" + address.getHostAddress();
    }
}
