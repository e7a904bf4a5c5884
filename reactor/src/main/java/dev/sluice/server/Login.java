package dev.sluice.server;

import dev.sluice.account.Account;
import dev.sluice.account.Rights;
import dev.sluice.storage.Storage;

/**
 * What somebody has who has logged in: an account, what it may do, and what it sees of the files. To be closed when he goes, or goes on
 * as somebody else.
 */
public final class Login implements AutoCloseable {

    private final Served served;
    private final Account account;
    private final Rights rights;
    private final Storage store;
    private final boolean guest;
    private boolean closed;

    /** Takes {@code store} over, unless it is all that is served; {@code account} was admitted. */
    Login(Served served, Account account, boolean guest, Storage store) {
        this.served = served;
        this.account = account;
        this.rights = served.settings().readOnly() ? account.rights().readOnly() : account.rights();
        this.store = store;
        this.guest = guest;
    }

    /** Who he is. */
    public Account account() {
        return account;
    }

    /** Whether he needed no password. */
    public boolean isGuest() {
        return guest;
    }

    /** What he may do here: the account's rights, as far as the server lets anybody change anything. */
    public Rights rights() {
        return rights;
    }

    /** The files, as he sees them. */
    public Storage store() {
        return store;
    }

    /** Gives back the account's place and its view of the files; what was opened there can still be used and ended. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            served.admission().logOut(account);
            if (store != served.store()) {
                store.close();
            }
        }
    }
}
