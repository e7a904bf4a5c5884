package dev.sluice.storage.disk;

import dev.sluice.storage.Entry;
import dev.sluice.storage.Entry.Kind;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;

/** Entries from what the file system tells. */
final class DiskEntry {
    private DiskEntry() {}

    /** The entry of what has {@code attributes}. */
    static Entry of(String name, BasicFileAttributes attributes) {
        return new Entry(
                name,
                kind(attributes),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                attributes.creationTime().toInstant(),
                mode(attributes),
                new Unique(attributes.fileKey()));
    }

    private static Kind kind(BasicFileAttributes attributes) {
        return attributes.isDirectory() ? Kind.DIRECTORY : attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
    }

    private static int mode(BasicFileAttributes attributes) {
        return attributes instanceof PosixFileAttributes posix
                ? Mode.of(posix.permissions())
                : attributes.isDirectory() ? 0755 : 0644;
    }

    /**
     * The number of a file, as a client may read it; empty where there is none.
     *
     * @param key what the provider says; null if nothing
     */
    private record Unique(Object key) {
        @Override
        public String toString() {
            String text = key == null ? "" : key.toString();
            int number = text.indexOf(",ino=");
            if (text.startsWith("(dev=") && number > 0) {
                return text.substring(5, number) + "g" + text.substring(number + 5, text.length() - 1); // The JDK's.
            }
            return text.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c)) ? text : "";
        }
    }
}
