package dev.sluice.client;

import dev.sluice.ftp.Digits;
import dev.sluice.ftp.Fact;
import dev.sluice.ftp.Facts;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.ListEntry.Kind;
import dev.sluice.ftp.Reply;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads what replies and listings say. Every method throws {@link IllegalArgumentException} for text not of its form. */
final class Answers {

    private static final int LEAST_DIGEST = 8; // CRC32
    private static final int MOST_DIGEST = 128; // SHA-512
    private static final String PID = "pid";
    private static final int MOST_BEFORE_NUMBER = 3; // as the colon and the space of "pid: 4711"

    private Answers() {}

    /** The number of a 213 reply to SIZE; there are no negative ones. */
    static long size(Reply reply) {
        String text = reply.text().strip();
        try {
            long size = Long.parseLong(text);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // reported below, in our words
        }
        throw new IllegalArgumentException("the size is not a number of bytes: '" + text + "'");
    }

    /** The checksum in a reply to HASH ({@code SHA-256 0-1234 b5bb… name}) or to XSHA256 and its like ({@code b5bb…}). */
    static String digest(Reply reply) {
        String text = reply.text();
        for (int start = 0, end; start <= text.length(); start = end + 1) {
            int space = text.indexOf(' ', start);
            end = space < 0 ? text.length() : space;
            int length = hexDigits(text, start, end);
            boolean whole = start + length == end || !isWordCharacter(text.charAt(start + length));
            if (whole && length >= LEAST_DIGEST && length <= MOST_DIGEST) {
                return text.substring(start, start + length).toLowerCase(Locale.ROOT);
            }
        }
        throw new IllegalArgumentException("there is no checksum in '" + text + "'");
    }

    private static int hexDigits(String text, int start, int end) {
        int i = start;
        while (i < end && HexFormat.isHexDigit(text.charAt(i))) {
            i++;
        }
        return i - start;
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /** The features in the middle lines of a reply to FEAT (RFC 2389 §3.2). */
    static Set<String> features(Reply reply) {
        Set<String> features = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<String> lines = reply.lines();
        for (int i = 1; i < lines.size() - 1; i++) {
            features.add(lines.get(i).strip());
        }
        return features;
    }

    /** The process id in a greeting or a reply to SITE PID, if it is there. */
    static OptionalLong processId(Reply reply) {
        String text = reply.text();
        for (int i = 0; i < text.length() - PID.length(); i++) {
            boolean word = text.regionMatches(true, i, PID, 0, PID.length())
                    && (i == 0 || !isWordCharacter(text.charAt(i - 1)))
                    && !isWordCharacter(text.charAt(i + PID.length()));
            long number = word ? numberAt(text, i + PID.length()) : -1;
            if (number >= 0) {
                return OptionalLong.of(number);
            }
        }
        return OptionalLong.empty();
    }

    /** The number that begins at {@code from} or little after it, or -1. */
    private static long numberAt(String text, int from) {
        int start = from;
        while (start < text.length() && start - from < MOST_BEFORE_NUMBER && !Digits.isDigit(text.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < text.length() && Digits.isDigit(text.charAt(end))) {
            end++;
        }
        return Digits.parse(text, start, end);
    }

    /** The one file in a reply to MLST (RFC 3659 §7.2), under the name that was asked for. */
    static ListEntry status(Reply reply, String path) {
        if (reply.lines().size() < 3) {
            throw new IllegalArgumentException("there are no facts in '" + reply + "'");
        }
        String line = reply.lines().get(1);
        return entry(Facts.parse(line.startsWith(" ") ? line.substring(1) : line), path);
    }

    /** A file by its facts; nothing for the directory itself and its parent, which MLSD may list too. */
    static Optional<ListEntry> entry(Facts facts) {
        String type = facts.value(Fact.TYPE).orElse("").toLowerCase(Locale.ROOT);
        return type.equals("cdir") || type.equals("pdir") ? Optional.empty() : Optional.of(entry(facts, facts.name()));
    }

    private static ListEntry entry(Facts facts, String name) {
        return new ListEntry(
                kind(facts.value(Fact.TYPE).orElse("").toLowerCase(Locale.ROOT)),
                facts.value(Fact.UNIX_MODE).map(Answers::mode).orElse(0),
                1,
                facts.value(Fact.UNIX_OWNER).orElse(""),
                facts.value(Fact.UNIX_GROUP).orElse(""),
                facts.number(Fact.SIZE).orElse(0),
                facts.time(Fact.MODIFY).orElse(Instant.EPOCH),
                name,
                Optional.empty());
    }

    private static Kind kind(String type) {
        if (type.equals("dir") || type.equals("cdir") || type.equals("pdir")) {
            return Kind.DIRECTORY;
        }
        return type.startsWith("os.unix=slink") || type.startsWith("os.unix=symlink") ? Kind.LINK : Kind.FILE;
    }

    private static int mode(String octal) {
        try {
            return Integer.parseUnsignedInt(octal, 8) & 0xfff;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Fact UNIX.mode is no octal number: '" + octal + "'", e);
        }
    }
}
