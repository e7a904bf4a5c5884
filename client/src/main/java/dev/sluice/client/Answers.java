package dev.sluice.client;

import dev.sluice.ftp.Fact;
import dev.sluice.ftp.Facts;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.ListEntry.Kind;
import dev.sluice.ftp.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what replies and listings say. Every method throws {@link IllegalArgumentException} for text not of its form. */
final class Answers {

    private static final Pattern PROCESS_ID = Pattern.compile("\\bpid\\b\\D{0,3}(\\d{1,10})", Pattern.CASE_INSENSITIVE);
    private static final Pattern DIGEST = Pattern.compile("\\b\\p{XDigit}{8,128}\\b");

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
        Matcher matcher = DIGEST.matcher(text);
        for (boolean found = matcher.find(); found; found = matcher.find()) {
            if (matcher.start() == 0 || text.charAt(matcher.start() - 1) == ' ') {
                return matcher.group().toLowerCase(Locale.ROOT);
            }
        }
        throw new IllegalArgumentException("there is no checksum in '" + text + "'");
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
        Matcher matcher = PROCESS_ID.matcher(reply.text());
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
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
