package dev.sluice.ftp;

/** Makes text that a stranger chose safe to print: one line, no terminal sequences, no reordered letters. */
public final class LogText {
    private LogText() {}

    /**
     * Escapes control characters, line and paragraph separators, invisible format characters (bidirectional controls
     * among them) and unpaired surrogates as backslash, x and two hexadecimal digits, or backslash, u and four; and the
     * backslash as two. Other text is returned as it is.
     */
    public static String escape(String text) {
        return escape(text, true);
    }

    /**
     * The same, but a backslash stays as it is: for text of which parts were escaped before, and for which this is a net
     * under whatever was forgotten.
     */
    public static String escapeInvisible(String text) {
        return escape(text, false);
    }

    private static String escape(String text, boolean backslash) {
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i))) {
            i++;
        }
        return i == text.length() ? text : escapeFrom(text, i, backslash);
    }

    private static String escapeFrom(String text, int start, boolean backslash) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, start);
        int length;
        for (int i = start; i < text.length(); i += length) {
            int c = text.codePointAt(i);
            length = Character.charCount(c);
            if (c == '\\' && backslash) {
                out.append("\\\\");
            } else if (isVisible(c)) {
                out.appendCodePoint(c);
            } else {
                for (int unit = i; unit < i + length; unit++) {
                    appendEscape(out, text.charAt(unit));
                }
            }
        }
        return out.toString();
    }

    private static void appendEscape(StringBuilder out, char c) {
        out.append(c < 0x100 ? "\\x" : "\\u");
        for (int shift = c < 0x100 ? 4 : 12; shift >= 0; shift -= 4) {
            out.append("0123456789ABCDEF".charAt(c >> shift & 0xf));
        }
    }

    /** The quick test for ASCII; the rest is left to {@link #isVisible}. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' && c != '\\';
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
