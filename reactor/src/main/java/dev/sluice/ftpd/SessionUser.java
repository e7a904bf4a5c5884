package dev.sluice.ftpd;

import dev.sluice.account.Right;
import dev.sluice.account.Rights;
import dev.sluice.ftp.LogText;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.server.Client;
import dev.sluice.server.Jobs;
import dev.sluice.server.Login;
import dev.sluice.server.Served;
import dev.sluice.storage.Capability;
import dev.sluice.storage.Precondition;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Who the client of a session is, and what he may do where.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class SessionUser {

    private final Served served;
    private final InetAddress address;
    private Optional<Login> login = Optional.empty();
    private Client client;
    private int failures;

    /** Nobody yet, at {@code address}. */
    SessionUser(Served served, InetAddress address) {
        this.served = served;
        this.address = address;
        this.client = new Client(address, Optional.empty(), false);
    }

    /** He has proved who he is. */
    void logIn(Login who) {
        login = Optional.of(who);
        client = new Client(address, Optional.of(who.account()), who.isGuest());
    }

    /** He is nobody again. */
    void logOut() {
        login.ifPresent(Login::close);
        login = Optional.empty();
        client = new Client(address, Optional.empty(), false);
    }

    /** Who he is now, for logs and for what he begins. */
    Client client() {
        return client;
    }

    /** Counts a wrong password and returns how many there were. */
    int failed() {
        return ++failures;
    }

    boolean isLoggedIn() {
        return login.isPresent();
    }

    Rights rights() {
        return login.map(Login::rights).orElse(Rights.NONE);
    }

    Storage store() {
        return login.map(Login::store).orElse(served.store());
    }

    /** What must be at a path that he uploads to, if {@code change} is the right to change what is there. */
    Precondition mayStore(Right change) {
        return !rights().allow(change)
                ? Precondition.ABSENT
                : rights().allow(Right.WRITE) ? Precondition.NONE : Precondition.PRESENT;
    }

    /** {@code call}, which says what he may not do when {@code before}, which {@link #mayStore} gave for {@code change}, stops it. */
    <T> Jobs.StorageCall<T> explained(Precondition before, Right change, Jobs.StorageCall<T> call) {
        if (before == Precondition.NONE) {
            return call;
        }
        boolean isNew = before == Precondition.ABSENT;
        String denial = mayNot(isNew ? change : Right.WRITE) + "; take another name.";
        return store -> {
            try {
                return call.on(store);
            } catch (StorageException e) {
                throw e.reason() == (isNew ? Reason.EXISTS : Reason.NOT_FOUND)
                        ? new StorageException(Reason.DENIED, denial)
                        : e;
            }
        };
    }

    private String mayNot(Right right) {
        return "Permission denied: "
                + LogText.escape(login.orElseThrow().account().name()) + " may not " + right;
    }

    /**
     * Checks that the files he sees can do what not every storage can.
     *
     * @throws Refusal {@code code} and {@code otherwise} if not
     */
    void requireOffered(Capability capability, int code, String otherwise) throws Refusal {
        if (!store().capabilities().contains(capability)) {
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
        if (rights().allow(right)) {
            return;
        } else if (served.settings().readOnly() && right.changesFiles()) {
            throw new Refusal(550, "This server is read-only.");
        }
        throw new Refusal(550, mayNot(right) + ".");
    }
}
