package dev.sluice.ftpd;

import dev.sluice.account.Account;
import dev.sluice.account.Right;
import dev.sluice.account.Rights;
import dev.sluice.ftp.LogText;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.server.Served;
import dev.sluice.storage.Capability;
import dev.sluice.storage.Precondition;
import dev.sluice.storage.Storage;
import java.util.Optional;

/**
 * Who the client of a session is, and what he may do where.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class SessionUser {

    private final Served served;
    private Optional<Account> account = Optional.empty();
    private Rights rights = Rights.NONE;
    private Storage store;
    private int failures;

    /** Nobody yet. */
    SessionUser(Served served) {
        this.served = served;
        this.store = served.store();
    }

    /** Whether another session of {@code who} may begin, which this one then is. */
    boolean isAdmitted(Account who) {
        return served.admission().logIn(who);
    }

    /** He has proved to be {@code who}, who was admitted, and sees {@code view} of what is served. */
    void logIn(Account who, Storage view) {
        account = Optional.of(who);
        rights = served.settings().readOnly() ? who.rights().readOnly() : who.rights();
        store = view;
    }

    /** He is nobody again. */
    void logOut() {
        account.ifPresent(served.admission()::logOut);
        if (store != served.store()) {
            store.close();
        }
        account = Optional.empty();
        rights = Rights.NONE;
        store = served.store();
    }

    /** Counts a wrong password and returns how many there were. */
    int failed() {
        return ++failures;
    }

    boolean isLoggedIn() {
        return account.isPresent();
    }

    /** Whether he is one of those who may be anybody. */
    boolean isGuest() {
        return account.filter(Account::isAnonymous).isPresent();
    }

    Optional<Account> account() {
        return account;
    }

    Rights rights() {
        return rights;
    }

    Storage store() {
        return store;
    }

    /** What must be at a path that he uploads to, if {@code change} is the right to change what is there. */
    Precondition mayStore(Right change) {
        return !rights.allow(change)
                ? Precondition.ABSENT
                : rights.allow(Right.WRITE) ? Precondition.NONE : Precondition.PRESENT;
    }

    /**
     * Checks that the files he sees can do what not every storage can.
     *
     * @throws Refusal {@code code} and {@code otherwise} if not
     */
    void requireOffered(Capability capability, int code, String otherwise) throws Refusal {
        if (!store.capabilities().contains(capability)) {
            throw new Refusal(code, otherwise);
        }
    }

    /**
     * Checks that he is logged in.
     *
     * @throws Refusal 530 if not
     */
    void requireLogin() throws Refusal {
        if (!isLoggedIn()) {
            throw new Refusal(530, "Log in with USER and PASS first.");
        }
    }

    /**
     * Checks that he is logged in and has {@code right}.
     *
     * @throws Refusal 530 or 550 if not
     */
    void require(Right right) throws Refusal {
        requireLogin();
        if (rights.allow(right)) {
            return;
        } else if (served.settings().readOnly() && right.changesFiles()) {
            throw new Refusal(550, "This server is read-only.");
        }
        throw new Refusal(
                550,
                "Permission denied: " + LogText.escape(account.orElseThrow().name()) + " may not " + right + ".");
    }
}
