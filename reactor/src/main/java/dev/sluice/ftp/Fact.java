package dev.sluice.ftp;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The facts about a file that MLST and MLSD can tell (RFC 3659 §7.5; the UNIX ones are common practice). */
public enum Fact {
    /** {@code file}, {@code dir}, {@code cdir}, {@code pdir}, or {@code OS.…=…}. */
    TYPE("type"),
    /** Size in bytes. */
    SIZE("size"),
    /** Time of the last modification, a {@link TimeVal}. */
    MODIFY("modify"),
    /** Time of creation, a {@link TimeVal}. */
    CREATE("create"),
    /** What this user may do, a letter each (RFC 3659 §7.5.5). */
    PERM("perm"),
    /** The same for two names if they are the same file. */
    UNIQUE("unique"),
    /** Permission bits in octal. */
    UNIX_MODE("UNIX.mode"),
    /** The owner's name or number. */
    UNIX_OWNER("UNIX.owner"),
    /** The group's name or number. */
    UNIX_GROUP("UNIX.group");

    private final String wireName;

    Fact(String wireName) {
        this.wireName = wireName;
    }

    /** The name in listings, FEAT and OPTS. */
    public String wireName() {
        return wireName;
    }

    /** The fact of that name in any case, if we know it. */
    public static Optional<Fact> named(String name) {
        for (Fact fact : values()) {
            if (fact.wireName.equalsIgnoreCase(name)) {
                return Optional.of(fact);
            }
        }
        return Optional.empty();
    }

    /** The line of FEAT: {@code MLST type*;size*;create;}, with a star for each selected one (RFC 3659 §7.8). */
    public static String feature(Set<Fact> supported, Set<Fact> selected) {
        StringBuilder out = new StringBuilder("MLST");
        char separator = ' ';
        for (Fact fact : supported) {
            out.append(separator).append(fact.wireName);
            if (selected.contains(fact)) {
                out.append('*');
            }
            separator = ';';
        }
        return supported.isEmpty() ? out.toString() : out.append(';').toString();
    }

    /**
     * Reads the facts that OPTS MLST asks for: {@code type;size;}, or nothing for none (RFC 3659 §7.9). Those that are
     * not supported are left out, as the RFC wants it.
     *
     * @throws IllegalArgumentException if this is not a list of names
     */
    public static Set<Fact> select(String list, Set<Fact> supported) {
        if (list.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("Facts must be listed like type;size; and not '" + list + "'");
        }
        Set<Fact> selected = EnumSet.noneOf(Fact.class);
        for (int start = 0; start < list.length(); ) {
            int semicolon = list.indexOf(';', start);
            int end = semicolon < 0 ? list.length() : semicolon;
            named(list.substring(start, end)).filter(supported::contains).ifPresent(selected::add);
            start = end + 1;
        }
        return selected;
    }

    /** The text of the 200 reply to OPTS MLST: {@code MLST OPTS type;size;}. */
    public static String selection(Set<Fact> selected) {
        StringBuilder out = new StringBuilder("MLST OPTS");
        char separator = ' ';
        for (Fact fact : selected) {
            out.append(separator).append(fact.wireName);
            separator = ';';
        }
        return selected.isEmpty() ? out.toString() : out.append(';').toString();
    }
}
