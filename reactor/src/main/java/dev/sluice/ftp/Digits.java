package dev.sluice.ftp;

/** Unsigned decimal numbers in ASCII: what the grammar means by a number, without signs and other scripts' digits. */
public final class Digits {
    private static final int MAX_DIGITS = 18; // always fits a long

    private Digits() {}

    /** Whether this is one of the ten ASCII digits. */
    public static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The number, or -1 if the text is not 1 to 18 digits. */
    public static long parse(String text) {
        return parse(text, 0, text.length());
    }

    /** The number between two indexes, or -1 if that is not 1 to 18 digits; also if end is before start. */
    public static long parse(String text, int start, int end) {
        if (end <= start || end - start > MAX_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    /** The octal number, or -1 if the text is not {@code least} to {@code most} octal digits, of which 10 always fit. */
    public static int parseOctal(String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '7') {
                return -1;
            }
            number = number << 3 | c - '0';
        }
        return number;
    }

    /** Appends a number from 0 to 99 as two digits. */
    static void appendTwo(StringBuilder out, int number) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
