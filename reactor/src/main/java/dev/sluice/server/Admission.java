package dev.sluice.server;

import dev.sluice.account.Account;
import dev.sluice.account.LoginGuard;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who may be here, within the limits on the number of sessions: in all, of one address, of one account. It counts for the whole server,
 * whatever is spoken and on whatever loop. Any thread.
 */
public final class Admission {

    private final HostSettings settings;
    private final LoginGuard logins;
    private final Headcount perAddress = new Headcount();
    private final Map<String, Integer> perAccount = new HashMap<>();
    private int sessions;

    /** Nobody is here. */
    Admission(HostSettings settings, LoginGuard logins) {
        this.settings = settings;
        this.logins = logins;
    }

    /**
     * Lets in a client from {@code address}, who then has to {@link #leave} once.
     *
     * @param now the loop's time in nanoseconds
     * @return empty, or why he may not come in, as a text for him
     */
    public synchronized Optional<String> enter(InetAddress address, long now) {
        Optional<String> banned = logins.banned(address, now);
        if (banned.isPresent()) {
            return banned;
        } else if (sessions >= settings.maxSessions()) {
            return Optional.of("There are too many sessions; try again later.");
        } else if (perAddress.of(address) >= settings.maxSessionsPerAddress()) {
            return Optional.of("There are too many sessions from your address; close one first.");
        }
        sessions++;
        perAddress.come(address);
        return Optional.empty();
    }

    /** Somebody who was let in has gone. */
    public synchronized void leave(InetAddress address) {
        sessions--;
        perAddress.gone(address);
    }

    /** Whether another session of {@code account} may begin; it then has to {@link #logOut} once. */
    public synchronized boolean logIn(Account account) {
        int here = perAccount.getOrDefault(account.name(), 0);
        if (here >= account.limits().sessions()) {
            return false;
        }
        perAccount.put(account.name(), here + 1);
        return true;
    }

    /** A session of {@code account} has ended, or goes on as somebody else. */
    public synchronized void logOut(Account account) {
        perAccount.computeIfPresent(account.name(), (name, here) -> here == 1 ? null : here - 1);
    }
}
