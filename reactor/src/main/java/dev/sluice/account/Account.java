package dev.sluice.account;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import java.util.Objects;

/**
 * Somebody who may log in. Guests have an account like everybody else. Immutable; any thread.
 *
 * @param name the name to show in logs
 * @param root the folder below the server's which the account sees as {@code /}; nothing leads out of it
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

    /** Whether {@code name} is one that guests log in by, in whatever case. */
    public static boolean isOfGuests(String name) {
        return name.equalsIgnoreCase(ANONYMOUS) || name.equalsIgnoreCase("ftp");
    }

    /** The account of guests. */
    public static Account anonymous(Rights rights) {
        return of(ANONYMOUS, rights);
    }

    /** The same with another {@link #root}. */
    public Account withRoot(RootedPath folder) {
        return new Account(name, folder, rights, limits);
    }

    /**
     * The same with the folder that {@code path} names, {@code /home/ann} for example. It must be there when its owner logs in, who is
     * refused otherwise.
     *
     * @throws IllegalArgumentException if there can't be such a path
     */
    public Account withRoot(String path) {
        try {
            return withRoot(RootedPath.ROOT.resolve(path));
        } catch (StorageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The same with other {@link #limits}. */
    public Account withLimits(Limits other) {
        return new Account(name, root, rights, other);
    }
}
