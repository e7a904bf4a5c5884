package dev.sluice.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;

/** What somebody at a terminal has seen, and can wait for. */
final class Screen extends ByteArrayOutputStream {

    private static final int PATIENCE_SECONDS = 20;

    private int seen;

    @Override
    public synchronized void write(int value) {
        super.write(value);
        notifyAll();
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, length);
        notifyAll();
    }

    /** Waits until {@code expected} appears after what was waited for before. */
    synchronized void sees(String expected) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int at = text().indexOf(expected, seen);
        while (at < 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertThat(left).as("waiting for '%s' in:%n%s", expected, text()).isPositive();
            wait(left);
            at = text().indexOf(expected, seen);
        }
        seen = at + expected.length();
    }

    synchronized String text() {
        return toString(UTF_8);
    }
}
