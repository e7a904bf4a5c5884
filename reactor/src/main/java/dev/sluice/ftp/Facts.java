package dev.sluice.ftp;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of MLST and MLSD: facts about a file, and its name (RFC 3659 §7.2).
 *
 * <p>{@code type=file;size=5;modify=20260102030405.678; name}
 *
 * <p>A server appends facts one by one and then the name; that makes no object. A client parses the line into this
 * record. The space that MLST puts before the line in its reply is not part of it.
 *
 * @param name the rest of the line after the facts and one space; not checked in any way, and empty where MLST was
 *     asked without a name
 * @param values by name in lower case, facts we don't know included
 */
public record Facts(String name, Map<String, String> values) {
    /** Copies the values. */
    public Facts {
        values = Map.copyOf(values);
    }

    /** Appends a fact. What may not be in a value (space, semicolon, control characters) becomes {@code _}. */
    public static void append(StringBuilder out, Fact fact, String value) {
        out.append(fact.wireName()).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            out.append(c <= ' ' || c == ';' || c == 0x7f ? '_' : c);
        }
        out.append(';');
    }

    /** Appends a fact that is a number. */
    public static void append(StringBuilder out, Fact fact, long value) {
        out.append(fact.wireName()).append('=').append(value).append(';');
    }

    /** Appends a fact that is a time. */
    public static void append(StringBuilder out, Fact fact, Instant value) {
        out.append(fact.wireName()).append('=');
        TimeVal.append(out, value);
        out.append(';');
    }

    /** Ends the line, but for its CR LF: a space and the name. */
    public static void appendName(StringBuilder out, String name) {
        out.append(' ');
        OneLine.append(out, name);
    }

    /**
     * Parses a line without its terminator. A fact given twice counts as the last one says.
     *
     * @throws IllegalArgumentException if it has no name or a fact without {@code =}
     */
    public static Facts parse(String line) {
        int end = endOfFacts(line);
        Map<String, String> values = new HashMap<>();
        for (int start = 0; start < end; ) {
            int semicolon = line.indexOf(';', start);
            int stop = semicolon < 0 ? end : Math.min(semicolon, end);
            int equals = line.indexOf('=', start);
            if (equals < 0 || equals > stop) {
                throw new IllegalArgumentException("Fact without a value in '" + line + "'");
            }
            values.put(line.substring(start, equals).toLowerCase(Locale.ROOT), line.substring(equals + 1, stop));
            start = stop + 1;
        }
        return new Facts(line.substring(end + 1), values);
    }

    /** The value of a fact, if the line has it. */
    public Optional<String> value(Fact fact) {
        return Optional.ofNullable(values.get(fact.wireName().toLowerCase(Locale.ROOT)));
    }

    /**
     * The value of a fact that is a number.
     *
     * @throws IllegalArgumentException if it is not a number from 0 to 10^18 - 1
     */
    public OptionalLong number(Fact fact) {
        Optional<String> value = value(fact);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        long number = Digits.parse(value.get());
        if (number < 0) {
            throw new IllegalArgumentException("Fact " + fact.wireName() + " is no number: '" + value.get() + "'");
        }
        return OptionalLong.of(number);
    }

    /**
     * The value of a fact that is a time.
     *
     * @throws IllegalArgumentException if it is not a {@link TimeVal}
     */
    public Optional<Instant> time(Fact fact) {
        return value(fact).map(TimeVal::parse);
    }

    /**
     * Where the space before the name is. No value contains one, says the grammar, and a semicolon ends the last fact;
     * but there are servers that put link targets into the type, and servers that forget the semicolon.
     */
    private static int endOfFacts(String line) {
        int semicolon = line.startsWith(" ") ? -1 : line.indexOf("; ");
        int end = semicolon < 0 ? line.indexOf(' ') : semicolon + 1;
        if (end < 0) {
            throw new IllegalArgumentException("No space and name after the facts in '" + line + "'");
        }
        return end;
    }
}
