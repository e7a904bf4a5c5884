package dev.sluice.account;

/**
 * How much of the server an account may take. Immutable; any thread.
 *
 * @param sessions sessions at a time, from wherever they come
 */
public record Limits(int sessions) {

    /** As much as there is. */
    public static final Limits NONE = new Limits(Integer.MAX_VALUE);

    /** Checks that they leave room for anything. */
    public Limits {
        if (sessions < 1) {
            throw new IllegalArgumentException("an account that may have no session is none: " + sessions);
        }
    }
}
