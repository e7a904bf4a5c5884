package dev.sluice.ftp;

/** Keeps text that others chose, file names above all, on the one line of a reply or listing that it is written to. */
public final class OneLine {
    private OneLine() {}

    /** Appends {@code text} with {@code ?} for each CR, LF and NUL, as {@code ls -q} prints them. */
    public static void append(StringBuilder out, String text) {
        int start = out.length();
        out.append(text);
        if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0 && text.indexOf('\0') < 0) {
            return;
        }
        for (int i = start; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c == '\n' || c == '\r' || c == '\0') {
                out.setCharAt(i, '?');
            }
        }
    }
}
