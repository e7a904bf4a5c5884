package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps strangers from filling the log: of lines of one kind one in a second is written, and says how many came since the last.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class LogLimit {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Timer rest;
    private long due;
    private long leftOut;
    private Consumer<String> last = text -> {};

    /** Lets the first line through. */
    public LogLimit(EventLoop loop) {
        this.loop = loop;
        this.due = loop.now();
        this.rest = loop.timer("lines left out of the log", this::tellRest);
    }

    /**
     * Writes a line, unless one was written less than a second ago.
     *
     * @param line writes it, with the text given at its end: nothing, or how many were left out before it
     */
    public void log(Consumer<String> line) {
        last = line;
        if (loop.now() - due < 0) {
            leftOut++;
            rest.fireWithin(due - loop.now());
        } else {
            write();
        }
    }

    /** Nobody came after those who were left out: the last of them is told now, with the others. */
    private void tellRest() {
        if (leftOut > 0) {
            leftOut--;
            write();
        }
    }

    private void write() {
        due = loop.now() + PAUSE_NANOS;
        last.accept(leftOut == 0 ? "" : " (and " + leftOut + " more before)");
        leftOut = 0;
    }
}
