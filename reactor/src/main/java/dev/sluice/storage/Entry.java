package dev.sluice.storage;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
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
 * @param mode the Unix permission bits, 0 to 0777; made up where the file system has none
 * @param key what {@link #unique} is made of; of no use by itself
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

    /** The entry of what has {@code attributes}. */
    static Entry of(String name, BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return new Entry(
                name,
                kind(attributes),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                attributes.creationTime().toInstant(),
                mode(attributes),
                key == null ? "" : key);
    }

    private static Kind kind(BasicFileAttributes attributes) {
        return attributes.isDirectory() ? Kind.DIRECTORY : attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
    }

    private static int mode(BasicFileAttributes attributes) {
        return attributes instanceof PosixFileAttributes posix
                ? Mode.of(posix.permissions())
                : attributes.isDirectory() ? 0755 : 0644;
    }

    /** Whether this is a directory. */
    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /**
     * The same for two paths exactly if they lead to the same file (RFC 3659 §7.5.2); letters and digits, or empty where
     * the file system doesn't tell.
     */
    public String unique() {
        String text = key.toString();
        int number = text.indexOf(",ino=");
        if (text.startsWith("(dev=") && number > 0) {
            return text.substring(5, number) + "g" + text.substring(number + 5, text.length() - 1); // The JDK's.
        }
        return text.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c)) ? text : "";
    }
}
