package dev.sluice.server;

import dev.sluice.ftp.LineDecoder;
import java.util.ArrayDeque;

/**
 * Command lines that wait until the session is free. Owns memory only while something waits. The session stops reading when it
 * {@link #isFull}, so it holds at most its limit and what one more read brings.
 */
final class Backlog {

    /** Bytes of lines above which the client is not read. */
    private static final int LIMIT = 16 * 1024;

    /** What a line costs besides its characters. */
    private static final int SURCHARGE = 64;

    private ArrayDeque<LineDecoder.Line> lines;
    private int bytes;

    void add(LineDecoder.Line line) {
        if (lines == null) {
            lines = new ArrayDeque<>();
        }
        lines.add(line);
        bytes += line.text().length() + SURCHARGE;
    }

    /** The oldest line; not to be called when there is none. */
    LineDecoder.Line remove() {
        LineDecoder.Line line = lines.remove();
        bytes -= line.text().length() + SURCHARGE;
        if (lines.isEmpty()) {
            lines = null;
        }
        return line;
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
