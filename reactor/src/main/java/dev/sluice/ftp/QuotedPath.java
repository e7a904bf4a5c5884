package dev.sluice.ftp;

/** The path in a 257 reply: in double quotes, with every quote inside doubled (RFC 959 appendix II). */
public final class QuotedPath {
    private QuotedPath() {}

    /** Puts a path in quotes. */
    public static String quote(String path) {
        return '"' + path.replace("\"", "\"\"") + '"';
    }

    /**
     * Finds the first quoted path in the text of a reply.
     *
     * @throws IllegalArgumentException if there is none, or its closing quote is missing
     */
    public static String parse(String text) {
        int start = text.indexOf('"') + 1;
        int quote = start == 0 ? -1 : text.indexOf('"', start);
        while (quote >= 0 && text.startsWith("\"", quote + 1)) {
            quote = text.indexOf('"', quote + 2);
        }
        if (quote < 0) {
            throw new IllegalArgumentException("No path in double quotes in reply '" + text + "'");
        }
        return text.substring(start, quote).replace("\"\"", "\"");
    }
}
