package dev.sluice.ftp;

import java.time.Instant;

/**
 * Writes the lines of LIST as {@code ls -l} does, which is what every client can read.
 *
 * <p>{@code -rw-r--r--   1 owner    group            1234 Nov 21 02:48 name}
 *
 * <p>RFC 959 leaves the form open; programs should ask for MLSD. Times are UTC, months English. {@link ListParser}
 * reads the lines of other servers.
 */
public final class ListFormat {
    private static final String PERMISSIONS = "rwxrwxrwx";

    private ListFormat() {}

    /**
     * Appends one line without its CR LF. A time of the last half year shows hour and minute, one that is older or in
     * the future the year. CR, LF and NUL in the name become {@code ?}.
     *
     * @param now the time that "recent" refers to; the same for a whole listing
     */
    public static void append(StringBuilder out, ListEntry entry, Instant now) {
        appendMode(out, entry);
        appendNumber(out, entry.links(), 3);
        appendOwner(out, entry.owner());
        appendOwner(out, entry.group());
        appendNumber(out, entry.size(), 12);
        out.append(' ');
        ListDate.append(out, entry.modified(), now);
        out.append(' ');
        OneLine.append(out, entry.name());
        if (entry.target().isPresent()) {
            out.append(" -> ");
            OneLine.append(out, entry.target().get());
        }
    }

    private static void appendMode(StringBuilder out, ListEntry entry) {
        int mode = entry.mode();
        out.append(entry.kind().letter());
        int start = out.length();
        for (int i = 0; i < 9; i++) {
            out.append((mode & 0400 >> i) != 0 ? PERMISSIONS.charAt(i) : '-');
        }
        setSpecial(out, start + 2, (mode & 04000) != 0, 's');
        setSpecial(out, start + 5, (mode & 02000) != 0, 's');
        setSpecial(out, start + 8, (mode & 01000) != 0, 't');
    }

    private static void setSpecial(StringBuilder out, int index, boolean isSet, char letter) {
        if (isSet) {
            out.setCharAt(index, out.charAt(index) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }

    private static void appendNumber(StringBuilder out, long number, int width) {
        int start = out.length();
        out.append(' ').append(number);
        while (out.length() - start <= width) {
            out.insert(start, ' ');
        }
    }

    /** One word, padded to eight characters: clients count words to find the size. */
    private static void appendOwner(StringBuilder out, String owner) {
        int start = out.append(' ').length();
        OneLine.append(out, owner.isEmpty() ? "-" : owner.replace(' ', '_'));
        while (out.length() - start < 8) {
            out.append(' ');
        }
    }
}
