package dev.sluice.ftpd;

import dev.sluice.ftp.LineDecoder;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Command lines that wait until the session is free. Owns memory only while something waits. The session takes no more lines when it
 * {@link #isFull}, so it holds at most its limit and one line.
 */
final class Backlog {

    /** Bytes above which no more lines are taken. */
    private static final int LIMIT = 16 * 1024;

    /** What a line costs besides its characters: three objects, and its places in the queue. */
    private static final int SURCHARGE = 96;

    private ArrayDeque<LineDecoder.Line> lines;
    private int bytes;

    void add(LineDecoder.Line line) {
        if (lines == null) {
            lines = new ArrayDeque<>();
        }
        lines.add(line);
        bytes += cost(line);
    }

    /** The oldest line; not to be called when there is none. */
    LineDecoder.Line remove() {
        LineDecoder.Line line = lines.remove();
        bytes -= cost(line);
        if (lines.isEmpty()) {
            lines = null;
        }
        return line;
    }

    /** Takes out the oldest line that {@code concerned} is true of, past those that wait. */
    Optional<LineDecoder.Line> remove(Predicate<LineDecoder.Line> concerned) {
        Optional<LineDecoder.Line> found =
                isEmpty() ? Optional.empty() : lines.stream().filter(concerned).findFirst();
        found.ifPresent(line -> {
            lines.remove(line);
            bytes -= cost(line);
            if (lines.isEmpty()) {
                lines = null;
            }
        });
        return found;
    }

    private static int cost(LineDecoder.Line line) {
        return Character.BYTES * line.text().length() + SURCHARGE;
    }

    /** Bytes of memory held. */
    int bytes() {
        return bytes;
    }

    void clear() {
        lines = null;
        bytes = 0;
    }

    boolean isEmpty() {
        return lines == null;
    }

    boolean isFull() {
        return bytes > LIMIT;
    }
}
