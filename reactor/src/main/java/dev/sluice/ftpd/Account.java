package dev.sluice.ftpd;

import java.util.Objects;

/**
 * Somebody who may log in.
 *
 * @param name the name to show in logs
 * @param permission what the account may do
 */
public record Account(String name, Permission permission) {

    /** Checks that nothing is missing. */
    public Account {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(permission, "permission");
    }

    /** The account of guests. */
    static Account anonymous(Permission permission) {
        return new Account(ANONYMOUS, permission);
    }

    private static final String ANONYMOUS = "anonymous";

    /** What an account may do. */
    public enum Permission {
        /** List and download. */
        READ,
        /** Everything: also upload, delete, rename, make folders. */
        WRITE
    }

    boolean isAnonymous() {
        return name.equals(ANONYMOUS);
    }

    boolean mayWrite() {
        return permission == Permission.WRITE;
    }
}
