package dev.sluice.load;

import dev.sluice.ftp.Split;
import dev.sluice.text.ByteSize;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * How long uploaded files are, in bytes, both ends included.
 *
 * @param logarithmic whether each octave of sizes is as likely as any other, as in real file trees, instead of each size
 */
record Sizes(long min, long max, boolean logarithmic) {

    Sizes {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException(
                    "sizes go from the smaller to the larger, not from " + min + " to " + max);
        }
    }

    /** Parses {@code SIZE}, {@code SIZE..SIZE} or {@code SIZE..SIZE,log}. */
    static Sizes parse(String text) {
        List<String> parts = Split.at(',', text, 3);
        boolean logarithmic = parts.size() == 2
                && parts.get(1).strip().toLowerCase(Locale.ROOT).equals("log");
        if (parts.size() > 2 || (parts.size() == 2 && !logarithmic)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of sizes; write 1KiB, 1KiB..1MiB or 1KiB..1MiB,log");
        }
        int dots = parts.get(0).indexOf("..");
        if (dots < 0) {
            long size = ByteSize.parse(parts.get(0));
            return new Sizes(size, size, false);
        }
        return new Sizes(
                ByteSize.parse(parts.get(0).substring(0, dots)),
                ByteSize.parse(parts.get(0).substring(dots + 2)),
                logarithmic);
    }

    /** One size, at random. */
    long pick(RandomGenerator random) {
        if (min == max) {
            return min;
        }
        if (!logarithmic) {
            return random.nextLong(min, max + 1);
        }
        double low = Math.log((double) Math.max(1, min));
        double high = Math.log(max + 1.0);
        return Math.max(min, Math.min(max, (long) Math.exp(low + random.nextDouble() * (high - low))));
    }

    @Override
    public String toString() {
        return min == max
                ? ByteSize.formatBinary(min)
                : ByteSize.formatBinary(min) + " to " + ByteSize.formatBinary(max) + (logarithmic ? ", log" : "");
    }
}
