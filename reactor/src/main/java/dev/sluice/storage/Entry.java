package dev.sluice.storage;

import java.time.Instant;

/**
 * What is known of one file or directory; a visible link is shown as what it leads to, under the link's own name.
 * Immutable; any thread.
 *
 * <p>Owner, group and number of links are left out: strangers need not learn the names of local accounts, and to ask for
 * them costs more than all the rest.
 *
 * @param name its name in its directory; {@code /} for the root
 * @param kind what it is
 * @param size bytes; of a directory whatever the file system says
 * @param modified when its content last changed
 * @param created when it was made, where the file system keeps that, else the same as {@code modified}
 * @param mode the Unix permission bits, 0 to 0777; made up where the storage has none
 * @param key what {@link #unique} is written from; of no use by itself
 */
public record Entry(String name, Kind kind, long size, Instant modified, Instant created, int mode, Object key) {

    /** What a name stands for. */
    public enum Kind {
        /** A regular file. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** A device, pipe or socket: listed, never opened. */
        OTHER
    }

    /** Whether this is a directory. */
    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /**
     * The same for two paths exactly if they lead to the same file (RFC 3659 §7.5.2); letters and digits, or empty where
     * the storage doesn't tell.
     */
    public String unique() {
        return key.toString();
    }
}
