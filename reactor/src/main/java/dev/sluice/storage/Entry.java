package dev.sluice.storage;

import java.time.Instant;

/**
 * What is known of one file or directory; a visible link is shown as what it leads to, under the link's own name.
 *
 * <p>{@link FileStore#stat} fills only the first four: its caller is the loop, and the rest costs more than the call
 * itself. Immutable; any thread.
 *
 * @param name its name in its directory; {@code /} for the root
 * @param kind what it is
 * @param size bytes; of a directory whatever the file system says
 * @param modified when its content last changed
 * @param created when it was made, where the file system keeps that, else the same as {@code modified}
 * @param mode the Unix permission bits, 0 to 07777; made up where the file system has none; 0 from {@code stat}
 * @param owner the owner's name, or the number where it has no name; empty from {@code stat}
 * @param group likewise
 * @param links number of hard links; 1 where the file system doesn't tell, and from {@code stat}
 * @param unique the same for two paths exactly if they lead to the same file (RFC 3659 §7.5.2); letters and digits;
 *     empty where the file system doesn't tell, and from {@code stat}
 */
public record Entry(
        String name,
        Kind kind,
        long size,
        Instant modified,
        Instant created,
        int mode,
        String owner,
        String group,
        int links,
        String unique) {

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
}
