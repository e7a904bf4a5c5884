package dev.sluice.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write and read them: {@code 512}, {@code 1KiB}, {@code 2.5MB}. Any thread. */
public final class ByteSize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?) ?([kmgt]?i?b?)");

    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "k", 1_000L,
            "m", 1_000_000L,
            "g", 1_000_000_000L,
            "t", 1_000_000_000_000L,
            "ki", 1L << 10,
            "mi", 1L << 20,
            "gi", 1L << 30,
            "ti", 1L << 40);

    private ByteSize() {}

    /**
     * The number of bytes: KiB, MiB, GiB, TiB are powers of 1 024, kB, MB, GB, TB of 1 000; the B may be left out.
     *
     * @throws IllegalArgumentException when it is no such number
     */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            String unit = matcher.group(2).endsWith("b")
                    ? matcher.group(2).substring(0, matcher.group(2).length() - 1)
                    : matcher.group(2);
            Long factor = UNITS.get(unit);
            if (factor != null) {
                try {
                    return new BigDecimal(matcher.group(1))
                            .multiply(BigDecimal.valueOf(factor))
                            .setScale(0, RoundingMode.HALF_UP)
                            .longValueExact();
                } catch (ArithmeticException e) {
                    throw new IllegalArgumentException("'" + text + "' is more bytes than a file can have", e);
                }
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no number of bytes; write 512, 1KiB or 2.5MB");
    }

    /**
     * A number of bytes a second, such as {@code 2MB/s}; more than 0.
     *
     * @throws IllegalArgumentException when it is no such number
     */
    public static long parseRate(String text) {
        long bytes = parse(text.endsWith("/s") ? text.substring(0, text.length() - 2) : text);
        if (bytes == 0) {
            throw new IllegalArgumentException("'" + text + "' is no rate to move anything at");
        }
        return bytes;
    }

    /** With one digit after the point, in powers of 1 000: {@code 950 B}, {@code 12.3 kB}, {@code 1.0 GB}. */
    public static String format(long bytes) {
        Scaled scaled = Scaled.of(bytes, 1000, 999.95, "B", "kB", "MB", "GB", "TB");
        return scaled.unit.equals("B")
                ? bytes + " B"
                : String.format(Locale.ROOT, "%.1f %s", scaled.value, scaled.unit);
    }

    /** The shortest way to write {@code bytes} exactly in powers of 1 024, or with three digits where that is long. */
    public static String formatBinary(long bytes) {
        Scaled scaled = Scaled.of(bytes, 1024, 1024, "B", "KiB", "MiB", "GiB", "TiB");
        double value = scaled.value;
        String number =
                value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3g", value);
        return number + " " + scaled.unit;
    }

    /** A number of bytes in the largest unit of which it is at least one. */
    private record Scaled(double value, String unit) {

        /** From {@code limit} on the next of {@code units}, each {@code step} times the one before, is taken. */
        static Scaled of(long bytes, int step, double limit, String... units) {
            int unit = 0;
            double value = bytes;
            while (value >= limit && unit < units.length - 1) {
                value /= step;
                unit++;
            }
            return new Scaled(value, units[unit]);
        }
    }
}
