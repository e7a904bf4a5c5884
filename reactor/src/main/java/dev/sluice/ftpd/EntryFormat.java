package dev.sluice.ftpd;

import dev.sluice.account.Right;
import dev.sluice.account.Rights;
import dev.sluice.ftp.Fact;
import dev.sluice.ftp.Facts;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.ListFormat;
import dev.sluice.storage.Capability;
import dev.sluice.storage.Entry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** How entries look in the listings: a line each, without its CR LF, appended to a builder. */
@FunctionalInterface
interface EntryFormat {

    /** The facts that there are (RFC 3659 §7.5). */
    Set<Fact> SUPPORTED = Collections.unmodifiableSet(
            EnumSet.of(Fact.TYPE, Fact.SIZE, Fact.MODIFY, Fact.CREATE, Fact.PERM, Fact.UNIQUE, Fact.UNIX_MODE));

    /** Those of them that a storage with these {@code capabilities} can tell. */
    static Set<Fact> supported(Set<Capability> capabilities) {
        Set<Fact> supported = EnumSet.copyOf(SUPPORTED);
        if (!capabilities.contains(Capability.UNIQUE)) {
            supported.remove(Fact.UNIQUE);
        }
        if (!capabilities.contains(Capability.MODES)) {
            supported.remove(Fact.UNIX_MODE);
        }
        return supported;
    }

    /** Those that a client gets unless it asks for others. */
    Set<Fact> DEFAULT = Collections.unmodifiableSet(
            EnumSet.of(Fact.TYPE, Fact.SIZE, Fact.MODIFY, Fact.PERM, Fact.UNIQUE, Fact.UNIX_MODE));

    /** Who owns everything: strangers need not learn the names of local accounts. */
    String OWNER = "ftp";

    /** Appends what is known of {@code entry}, under the name {@code name}. */
    void append(StringBuilder out, Entry entry, String name);

    /** The lines of LIST, as {@code ls -l} has them. */
    static EntryFormat list(Instant now) {
        return (out, entry, name) -> ListFormat.append(out, listEntry(entry, name), now);
    }

    /** The lines of NLST: names only, each after {@code prefix}. */
    static EntryFormat names(String prefix) {
        return (out, entry, name) -> out.append(prefix).append(name);
    }

    /** The lines of MLST and MLSD. */
    static EntryFormat facts(Set<Fact> facts, Rights rights) {
        Permissions permissions = new Permissions(rights);
        return (out, entry, name) -> {
            for (Fact fact : facts) {
                append(out, fact, entry, permissions);
            }
            Facts.appendName(out, name);
        };
    }

    private static ListEntry listEntry(Entry entry, String name) {
        ListEntry.Kind kind = switch (entry.kind()) {
            case FILE -> ListEntry.Kind.FILE;
            case DIRECTORY -> ListEntry.Kind.DIRECTORY;
            case OTHER -> ListEntry.Kind.PIPE;
        };
        return new ListEntry(
                kind, entry.mode(), 1, OWNER, OWNER, entry.size(), entry.modified(), name, Optional.empty());
    }

    private static void append(StringBuilder out, Fact fact, Entry entry, Permissions permissions) {
        switch (fact) {
            case TYPE -> Facts.append(out, fact, type(entry));
            case SIZE -> {
                if (!entry.isDirectory()) {
                    Facts.append(out, fact, entry.size());
                }
            }
            case MODIFY -> Facts.append(out, fact, seconds(entry.modified()));
            case CREATE -> Facts.append(out, fact, seconds(entry.created()));
            case PERM -> Facts.append(out, fact, permissions.of(entry));
            case UNIQUE -> {
                if (!entry.unique().isEmpty()) {
                    Facts.append(out, fact, entry.unique());
                }
            }
            case UNIX_MODE -> Facts.append(out, fact, octal(entry.mode()));
            default -> throw new IllegalArgumentException(fact + " is not supported");
        }
    }

    /** Four digits, without String.format, which would cost more than the rest of the line. */
    private static String octal(int mode) {
        return Integer.toOctalString(010000 | mode).substring(1);
    }

    private static String type(Entry entry) {
        return switch (entry.kind()) {
            case FILE -> "file";
            case DIRECTORY -> "dir";
            case OTHER -> "OS.unix=special";
        };
    }

    /** What a user may do with entries (RFC 3659 §7.5.5), as far as the server, not the disk, has a say in it. */
    final class Permissions {
        private final String file;
        private final String directory;
        private final String root;

        private Permissions(Rights rights) {
            file = letters(rights, "adfrw", Right.APPEND, Right.DELETE, Right.RENAME, Right.READ, Right.OVERWRITE);
            root = letters(rights, "celmp", Right.WRITE, Right.LIST, Right.LIST, Right.MAKE, Right.DELETE);
            directory = letters(
                    rights,
                    "cdeflmp",
                    Right.WRITE,
                    Right.DELETE,
                    Right.LIST,
                    Right.RENAME,
                    Right.LIST,
                    Right.MAKE,
                    Right.DELETE);
        }

        /** Those of {@code all} whose right, in the same order, is there. */
        private static String letters(Rights rights, String all, Right... needed) {
            StringBuilder letters = new StringBuilder();
            for (int i = 0; i < needed.length; i++) {
                if (rights.allow(needed[i])) {
                    letters.append(all.charAt(i));
                }
            }
            return letters.toString();
        }

        private String of(Entry entry) {
            return switch (entry.kind()) {
                case FILE -> file;
                case DIRECTORY -> isRoot(entry) ? root : directory;
                case OTHER -> "";
            };
        }
    }

    /** The one directory that can be neither deleted nor renamed. */
    private static boolean isRoot(Entry entry) {
        return entry.name().equals("/");
    }

    /** Whole seconds, as all servers give them: not every client can read more. */
    static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
