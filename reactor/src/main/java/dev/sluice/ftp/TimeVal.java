package dev.sluice.ftp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as MDTM, MFMT and the facts of MLST write them: {@code YYYYMMDDHHMMSS[.sss]} in UTC (RFC 3659 §2.3). */
public final class TimeVal {
    private static final int DIGITS = 14;
    private static final long MIN_DATE = 1000_01_01_00_00_00L;
    private static final Instant MIN = Instant.parse("1000-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999Z");

    private TimeVal() {}

    /** Formats a time; see {@link #append}. */
    public static String format(Instant time) {
        StringBuilder out = new StringBuilder(18);
        append(out, time);
        return out.toString();
    }

    /**
     * Appends a time, with milliseconds if they are not zero. A time outside the years 1000 to 9999, which the format
     * can't express, becomes the nearest that it can.
     */
    public static void append(StringBuilder out, Instant time) {
        LocalDateTime utc = utc(time);
        Digits.appendTwo(out, utc.getYear() / 100);
        Digits.appendTwo(out, utc.getYear() % 100);
        Digits.appendTwo(out, utc.getMonthValue());
        Digits.appendTwo(out, utc.getDayOfMonth());
        Digits.appendTwo(out, utc.getHour());
        Digits.appendTwo(out, utc.getMinute());
        Digits.appendTwo(out, utc.getSecond());
        int millis = utc.getNano() / 1_000_000;
        if (millis > 0) {
            out.append('.').append((char) ('0' + millis / 100));
            Digits.appendTwo(out, millis % 100);
        }
    }

    /**
     * Parses a time. Fractions finer than a nanosecond are cut off; second 60 is a leap second and read as the next.
     *
     * @throws IllegalArgumentException if the text is not of this form or names no date
     */
    public static Instant parse(String text) {
        long date = Digits.parse(text, 0, Math.min(DIGITS, text.length()));
        if (text.length() < DIGITS || date < MIN_DATE || !isFraction(text, DIGITS)) {
            throw new IllegalArgumentException("Time must be YYYYMMDDHHMMSS[.sss] in UTC, not '" + text + "'");
        }
        boolean leapSecond = text.startsWith("60", DIGITS - 2);
        try {
            LocalDateTime utc = LocalDateTime.of(
                    number(text, 0, 4),
                    number(text, 4, 6),
                    number(text, 6, 8),
                    number(text, 8, 10),
                    number(text, 10, 12),
                    leapSecond ? 59 : number(text, 12, 14),
                    nanos(text));
            return utc.plusSeconds(leapSecond ? 1 : 0).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Time '" + text + "' does not exist: " + e.getMessage(), e);
        }
    }

    /** Whether nothing follows, or a point and digits. */
    private static boolean isFraction(String text, int start) {
        if (text.length() == start) {
            return true;
        }
        int i = start + 1;
        while (i < text.length() && Digits.isDigit(text.charAt(i))) {
            i++;
        }
        return text.charAt(start) == '.' && i > start + 1 && i == text.length();
    }

    private static int nanos(String text) {
        int nanos = 0;
        for (int i = DIGITS + 1; i < DIGITS + 10; i++) {
            nanos = nanos * 10 + (i < text.length() ? text.charAt(i) - '0' : 0);
        }
        return nanos;
    }

    private static int number(String text, int start, int end) {
        return (int) Digits.parse(text, start, end);
    }

    /** The date and time in UTC, brought into the years that the formats of FTP can express. */
    static LocalDateTime utc(Instant time) {
        Instant bounded = time.isBefore(MIN) ? MIN : time.isAfter(MAX) ? MAX : time;
        return LocalDateTime.ofEpochSecond(bounded.getEpochSecond(), bounded.getNano(), ZoneOffset.UTC);
    }
}
