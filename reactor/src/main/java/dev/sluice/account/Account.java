package dev.sluice.account;

import dev.sluice.storage.RootedPath;
import java.util.Objects;

/**
 * Somebody who may log in. Guests have an account like everybody else. Immutable; any thread.
 *
 * @param name the name to show in logs
 * @param root the folder, of those that are served, which the account sees as {@code /}; nothing leads out of it
 * @param rights what the account may do in there
 * @param limits how much of the server it may take
 */
public record Account(String name, RootedPath root, Rights rights, Limits limits) {

    private static final String ANONYMOUS = "anonymous";

    /** Checks that nothing is missing. */
    public Account {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(rights, "rights");
        Objects.requireNonNull(limits, "limits");
    }

    /** An account for all that is served, without limits of its own. */
    public static Account of(String name, Rights rights) {
        return new Account(name, RootedPath.ROOT, rights, Limits.NONE);
    }

    /** The account of guests. */
    public static Account anonymous(Rights rights) {
        return of(ANONYMOUS, rights);
    }

    /** The same with another {@link #root}. */
    public Account withRoot(RootedPath folder) {
        return new Account(name, folder, rights, limits);
    }

    /** The same with other {@link #limits}. */
    public Account withLimits(Limits other) {
        return new Account(name, root, rights, other);
    }

    /** Whether it is for whoever comes. */
    public boolean isAnonymous() {
        return name.equals(ANONYMOUS);
    }
}
