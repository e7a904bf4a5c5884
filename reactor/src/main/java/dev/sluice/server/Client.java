package dev.sluice.server;

import dev.sluice.account.Account;
import java.net.InetAddress;
import java.util.Optional;

/** Somebody who is here, as the host sees him, whatever he speaks. */
public interface Client {

    /** Where he is. */
    InetAddress address();

    /** Who he has proved to be. */
    Optional<Account> account();

    /** Who he is, for logs and for others who meet his uploads: {@code name@address}. */
    String who();
}
