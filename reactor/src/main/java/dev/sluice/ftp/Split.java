package dev.sluice.ftp;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes text apart at single characters, in loops.
 *
 * <p>No regular expression reads what a peer sends: the JDK's recurse once for each repetition of a group, so that one
 * line of a few KiB can use up the stack of the loop's thread.
 */
public final class Split {
    private Split() {}

    /** What is before the first space; all of it if there is none. */
    public static String firstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }

    /** What is after the first space, further spaces included; nothing if there is none. */
    public static String afterFirstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? "" : text.substring(space + 1);
    }

    /**
     * The fields that {@code separator} divides, empty ones included; an empty text is one empty field.
     *
     * @param most how many at most, 1 or more; the last one is then all that is left
     */
    public static List<String> at(char separator, String text, int most) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0 && fields.size() < most - 1; ) {
            fields.add(text.substring(start, end));
            start = end + 1;
            end = text.indexOf(separator, start);
        }
        fields.add(text.substring(start));
        return fields;
    }
}
