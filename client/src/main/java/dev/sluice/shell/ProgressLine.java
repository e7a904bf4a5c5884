package dev.sluice.shell;

import dev.sluice.text.ByteSize;
import java.util.Locale;
import org.jline.utils.WCWidth;

/**
 * One line of progress: name, bar, per cent, bytes, rate and time left. A narrow terminal gets less of it.
 *
 * @param name printable
 * @param position bytes so far
 * @param size bytes in all, -1 if nobody knows
 * @param rate bytes per second
 */
record ProgressLine(String name, long position, long size, double rate) {

    private static final int FIGURES_WIDTH = 35;
    private static final int PERCENT_WIDTH = 4;
    private static final int GAP = 2;
    private static final int LEAST_NAME = 17;
    private static final int LEAST_BAR = 10;
    private static final int MOST_NAME = 40;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
    private static final int LONGEST_HOURS = 100;

    /** The line for a terminal of so many columns. It leaves the last free: some terminals wrap when that is written. */
    String fit(int columns) {
        int width = Math.max(columns - 1, PERCENT_WIDTH);
        int rest = width - FIGURES_WIDTH - GAP;
        if (rest >= LEAST_NAME + GAP + LEAST_BAR) {
            int nameWidth = Math.min(MOST_NAME, (rest - GAP) / 2);
            return padded(nameWidth) + bar(rest - nameWidth - GAP) + "  " + figures();
        }
        if (rest >= LEAST_NAME) {
            return padded(rest) + figures();
        }
        return width >= PERCENT_WIDTH + GAP + 1
                ? padded(width - PERCENT_WIDTH - GAP) + String.format("%4s", percent())
                : percent();
    }

    private String figures() {
        return String.format(
                "%4s  %8s  %10s  %7s",
                percent(), ByteSize.format(position), ByteSize.format((long) rate) + "/s", timeLeft());
    }

    private String percent() {
        return size < 0 ? "" : (int) (share() * 100) + "%";
    }

    /** How much of it is there, 0 to 1; a file that grows while it is sent is not more than complete. */
    private double share() {
        return size <= 0 ? 1 : Math.min(1, (double) position / size);
    }

    private String timeLeft() {
        if (size < 0 || rate < 1) {
            return "";
        }
        long seconds = (long) Math.ceil(Math.max(0, size - position) / rate);
        long hours = seconds / 3600;
        if (hours >= LONGEST_HOURS) {
            return "";
        }
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    private String bar(int width) {
        int eighths = size < 0 ? 0 : (int) (share() * width * 8);
        StringBuilder bar = new StringBuilder(width).append("█".repeat(eighths / 8));
        if (bar.length() < width) {
            bar.append(EIGHTHS.charAt(eighths % 8));
        }
        return bar.append(" ".repeat(width - bar.length())).toString();
    }

    private String padded(int width) {
        String text = shorten(name, width);
        return text + " ".repeat(width - columns(text) + GAP);
    }

    /** The end of {@code text} if all of it is too wide: that is where the name of a file is. */
    static String shorten(String text, int width) {
        if (columns(text) <= width) {
            return text;
        }
        int start = text.length();
        int left = width - 1;
        while (start > 0) {
            int c = text.codePointBefore(start);
            left -= columns(c);
            if (left < 0) {
                break;
            }
            start -= Character.charCount(c);
        }
        return width < 1 ? "" : "…" + text.substring(start);
    }

    private static int columns(String text) {
        return text.codePoints().map(ProgressLine::columns).sum();
    }

    private static int columns(int c) {
        return Math.max(0, WCWidth.wcwidth(c));
    }
}
