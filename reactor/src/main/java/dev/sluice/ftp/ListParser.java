package dev.sluice.ftp;

import dev.sluice.ftp.ListEntry.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the lines of LIST, for which no standard exists: what {@code ls -l} prints on Unix systems, in its variants, and
 * the listing of MS-DOS. Where a server has MLSD, ask for that and see {@link Facts}.
 */
public final class ListParser {
    private static final String KINDS = "-dlbcps";
    private static final String PERMISSIONS = "-rwxsStTlL";
    private static final int PERMISSION_COUNT = 9;

    /** Marks behind the permissions, for access lists and the like. */
    private static final String MARKS = "+.@";

    /** Where the date may be: usually after permissions, links, owner, group and size, some of which can be missing. */
    private static final List<Integer> DATE_COLUMNS = List.of(5, 4, 6, 3, 7, 2, 8);

    private static final String ARROW = " -> ";

    private ListParser() {}

    /**
     * Parses a line without its terminator. Times are taken for UTC: servers don't tell their zone.
     *
     * @param now for lines that leave the year out: it is then the last such day
     * @return nothing for a line that lists no file: a blank one, or the total
     * @throws IllegalArgumentException if the line is of no form that is known
     */
    public static Optional<ListEntry> parse(String line, Instant now) {
        if (line.isBlank() || line.startsWith("total ")) {
            return Optional.empty();
        }
        Words words = new Words(line);
        try {
            return Optional.of(Digits.isDigit(line.charAt(0)) ? dos(words) : unix(words, now));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Impossible date in '" + line + "': " + e.getMessage(), e);
        }
    }

    /** {@code -rw-r--r-- 1 owner group 1234 Nov 21 02:48 name}: the date tells where the other columns are. */
    private static ListEntry unix(Words words, Instant now) {
        String permissions = words.get(0);
        if (!isMode(permissions)) {
            throw unknown(words);
        }
        Kind kind = Kind.of(permissions.charAt(0)).orElseThrow();
        boolean device = kind == Kind.BLOCK_DEVICE || kind == Kind.CHARACTER_DEVICE;
        for (int date : DATE_COLUMNS) {
            Optional<Dated> dated = dated(words, date, now);
            long size = device ? 0 : Digits.parse(words.get(date - 1));
            if (dated.isPresent() && size >= 0) {
                int sizeColumn = words.get(date - 2).endsWith(",") ? date - 2 : date - 1; // "8, 0" of a device
                return unixEntry(words, kind, sizeColumn, size, dated.get());
            }
        }
        throw unknown(words);
    }

    /** Whether this is a kind, nine permissions, and any marks. */
    private static boolean isMode(String text) {
        if (text.length() <= PERMISSION_COUNT || KINDS.indexOf(text.charAt(0)) < 0) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if ((i <= PERMISSION_COUNT ? PERMISSIONS : MARKS).indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static ListEntry unixEntry(Words words, Kind kind, int sizeColumn, long size, Dated dated) {
        long links = sizeColumn > 1 ? Digits.parse(words.get(1)) : -1;
        int owner = links < 0 ? 1 : 2;
        String name = words.after(dated.lastColumn());
        int arrow = kind == Kind.LINK ? name.indexOf(ARROW, 1) : -1; // a name has a character at least
        return new ListEntry(
                kind,
                mode(words.get(0)),
                links < 0 ? 1 : links,
                owner < sizeColumn ? words.get(owner) : "",
                owner + 1 < sizeColumn ? words.between(owner + 1, sizeColumn - 1) : "",
                size,
                dated.time(),
                arrow < 0 ? name : name.substring(0, arrow),
                arrow < 0 ? Optional.empty() : Optional.of(name.substring(arrow + ARROW.length())));
    }

    /** {@code 11-21-26  02:48AM       <DIR>          name}, or a size instead of the mark. */
    private static ListEntry dos(Words words) {
        Instant time = ListDate.numeric(words.get(0), words.get(1)).orElseThrow(() -> unknown(words));
        boolean directory = words.get(2).equalsIgnoreCase("<DIR>");
        long size = directory ? 0 : Digits.parse(words.get(2));
        if (size < 0) {
            throw unknown(words);
        }
        // After the mark come blanks up to the column of the names, after a size exactly one.
        String name = directory ? words.after(2).stripLeading() : words.after(2);
        Kind kind = directory ? Kind.DIRECTORY : Kind.FILE;
        return new ListEntry(kind, 0, 1, "", "", size, time, name, Optional.empty());
    }

    private static int mode(String permissions) {
        int mode = 0;
        for (int i = 0; i < PERMISSION_COUNT; i++) {
            char c = permissions.charAt(i + 1);
            if ("rwxst".indexOf(c) >= 0) {
                mode |= 0400 >> i;
            }
            if ("sStT".indexOf(c) >= 0) {
                mode |= 04000 >> (i / 3);
            }
        }
        return mode;
    }

    /** A date, and the column where it ends. */
    private record Dated(Instant time, int lastColumn) {}

    private static Optional<Dated> dated(Words words, int column, Instant now) {
        String time = words.get(column + 1);
        Optional<Instant> iso = ListDate.numeric(words.get(column), time);
        if (iso.isPresent()) {
            boolean zone = time.indexOf('.') >= 0; // ls --full-time: 02:48:00.000000000 +0000
            return iso.map(found -> new Dated(found, zone ? column + 2 : column + 1));
        }
        return ListDate.unix(words.get(column), time, words.get(column + 2), now)
                .map(found -> new Dated(found, column + 2));
    }

    private static IllegalArgumentException unknown(Words words) {
        return new IllegalArgumentException("Not a line of a listing that is known: '" + words.line + "'");
    }

    /** The first words of a line, divided by blanks; the others belong to the name. */
    private static final class Words {
        private static final int MAX_WORDS = 12;

        private final String line;
        private final int[] starts = new int[MAX_WORDS];
        private final int[] ends = new int[MAX_WORDS];
        private int count;

        Words(String line) {
            this.line = line;
            int start = nextWord(0);
            while (start < line.length() && count < MAX_WORDS) {
                int blank = line.indexOf(' ', start);
                starts[count] = start;
                ends[count] = blank < 0 ? line.length() : blank;
                start = nextWord(ends[count++]);
            }
        }

        /** The word in a column, or nothing. */
        String get(int column) {
            return column < count ? line.substring(starts[column], ends[column]) : "";
        }

        /** The words from first to last with what is between them. */
        String between(int first, int last) {
            return line.substring(starts[first], ends[last]);
        }

        /** The name: all after the one blank that follows a column. */
        String after(int column) {
            if (column >= count || ends[column] + 1 >= line.length()) {
                throw new IllegalArgumentException("No file name in '" + line + "'");
            }
            return line.substring(ends[column] + 1);
        }

        private int nextWord(int from) {
            int i = from;
            while (i < line.length() && line.charAt(i) == ' ') {
                i++;
            }
            return i;
        }
    }
}
