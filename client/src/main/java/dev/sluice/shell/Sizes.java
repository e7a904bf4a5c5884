package dev.sluice.shell;

import java.util.Locale;

/** Byte counts as people write and read them. 1 kB is 10^3 bytes, 1 KiB is 2^10. */
final class Sizes {

    private static final String DECIMAL = "kmgt";

    private Sizes() {}

    /** {@code 950 B}, {@code 12.3 kB}, {@code 1.0 GB}. */
    static String format(long bytes) {
        double value = bytes;
        int power = -1;
        while (value >= 999.95 && power < DECIMAL.length() - 1) {
            value /= 1000;
            power++;
        }
        return power < 0
                ? bytes + " B"
                : String.format(
                        Locale.ROOT,
                        "%.1f %sB",
                        value,
                        power == 0 ? "k" : DECIMAL.substring(power, power + 1).toUpperCase(Locale.ROOT));
    }

    /** Parses {@code 1500}, {@code 500k}, {@code 2MB}, {@code 64MiB}, with or without {@code /s}. */
    static long parse(String text) {
        String size =
                text.strip().toLowerCase(Locale.ROOT).replaceFirst("/s$", "").replaceFirst("b$", "");
        int base = size.endsWith("i") ? 1024 : 1000;
        String number = base == 1024 ? size.substring(0, size.length() - 1) : size;
        int power = number.isEmpty() ? -1 : DECIMAL.indexOf(number.charAt(number.length() - 1));
        try {
            double value = Double.parseDouble(power < 0 ? number : number.substring(0, number.length() - 1));
            long bytes = (long) (value * Math.pow(base, power + 1));
            if (bytes > 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // reported below, in our words
        }
        throw new UsageException("'" + text + "' is not a size: write 500k, 2MB or 64MiB");
    }
}
