package dev.sluice.ftp;

import java.time.Instant;
import java.util.Optional;

/**
 * What a line of LIST tells about one file; see {@link ListFormat}.
 *
 * @param kind what it is
 * @param mode permission bits, 0 to 07777; 0 where the server doesn't tell
 * @param links number of hard links; 1 where the server doesn't tell
 * @param owner name or number; empty where the server doesn't tell
 * @param group name or number; empty where the server doesn't tell
 * @param size in bytes; 0 for devices
 * @param modified time of the last modification; to the minute or to the day when parsed
 * @param name as listed; not checked in any way
 * @param target where a link points, if the server tells
 */
public record ListEntry(
        Kind kind,
        int mode,
        long links,
        String owner,
        String group,
        long size,
        Instant modified,
        String name,
        Optional<String> target) {
    /** Kinds of files, with the letter that {@code ls -l} begins a line with. */
    public enum Kind {
        /** A regular file. */
        FILE('-'),
        /** A directory. */
        DIRECTORY('d'),
        /** A symbolic link. */
        LINK('l'),
        /** A block device. */
        BLOCK_DEVICE('b'),
        /** A character device. */
        CHARACTER_DEVICE('c'),
        /** A named pipe. */
        PIPE('p'),
        /** A socket. */
        SOCKET('s');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        char letter() {
            return letter;
        }

        /** The kind with that letter, if there is one. */
        static Optional<Kind> of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }
}
