package dev.sluice.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lines at the bottom of a terminal, drawn anew several times a second by a thread of their own; what is printed scrolls by
 * above them.
 *
 * <p>Thread rule: any thread.
 */
final class StatusLines {

    private static final long REFRESH_NANOS = 200_000_000;
    private static final String CLEAR_BELOW = "\033[J";
    private static final String CLEAR_TO_END = "\033[K";

    private final OutputStream terminal;
    private final Supplier<List<String>> content;
    private List<String> drawn = List.of();
    private boolean shown;
    private boolean broken;

    /** Lines on {@code terminal}, which are asked for each time they are drawn, and must fit. */
    StatusLines(OutputStream terminal, Supplier<List<String>> content) {
        this.terminal = terminal;
        this.content = content;
    }

    /** Begins to draw, if that has not begun. */
    synchronized void show() {
        if (!shown) {
            shown = true;
            Thread thread = new Thread(this::drawUntilHidden, "progress bars");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Takes the lines away. */
    synchronized void hide() {
        shown = false;
        notifyAll();
        erase();
    }

    /** Prints something above the lines. */
    synchronized void above(Runnable print) {
        List<String> below = drawn;
        erase();
        print.run();
        draw(below);
    }

    private void drawUntilHidden() {
        while (isShownAfterPause()) {
            draw(content.get()); // asked for without our lock, which their owner's thread may want
        }
    }

    private synchronized boolean isShownAfterPause() {
        try {
            long end = System.nanoTime() + REFRESH_NANOS;
            for (long left = REFRESH_NANOS; shown && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            return false;
        }
        return shown;
    }

    private synchronized void draw(List<String> lines) {
        if (!shown || (lines.isEmpty() && drawn.isEmpty())) {
            return;
        }
        StringBuilder text = new StringBuilder(up());
        for (String line : lines) {
            text.append(line).append(CLEAR_TO_END).append('\n');
        }
        write(text.append(CLEAR_BELOW));
        drawn = lines;
    }

    private void erase() {
        if (!drawn.isEmpty()) {
            write(up() + CLEAR_BELOW);
            drawn = List.of();
        }
    }

    /** To the first of the lines that are drawn. */
    private String up() {
        return drawn.isEmpty() ? "" : "\r\033[" + drawn.size() + "A";
    }

    private void write(CharSequence text) {
        if (broken) {
            return;
        }
        try {
            terminal.write(text.toString().getBytes(UTF_8));
            terminal.flush();
        } catch (IOException e) {
            broken = true; // the terminal is gone, and nobody there to be told
        }
    }
}
