package dev.sluice.shell;

import dev.sluice.client.Progress;
import dev.sluice.client.TransferResult;
import dev.sluice.ftp.LogText;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Progress bars at the bottom of a terminal: one for each transfer that has run for a moment, and one for all together.
 *
 * <p>Thread rule: any thread.
 */
final class TerminalBars implements Bars {

    /** What ends sooner is gone before anyone could read its bar. */
    private static final long SHOWN_AFTER_NANOS = 500_000_000;

    /** People may change the size of their terminal, but not often. */
    private static final long SIZE_NANOS = 1_000_000_000;

    private static final int MOST_BARS = 10;

    /** How far one transfer is. Written on the loop's thread, read by whoever draws. */
    private final class Running implements Progress {
        private final String name;
        private final Speed speed = new Speed();
        private final long size;
        private volatile long position;
        private volatile boolean begun;
        private long offset;
        private long begunAt;

        Running(String name, long size) {
            this.name = name;
            this.size = size;
        }

        @Override
        public void began(long newOffset) {
            offset = newOffset;
            position = newOffset;
            synchronized (TerminalBars.this) {
                if (!begun) {
                    begunAt = clock.getAsLong();
                    resumed += newOffset;
                    begun = true;
                }
            }
        }

        @Override
        public void moved(long bytes) {
            position = offset + bytes;
        }
    }

    private final StatusLines lines;
    private final LongSupplier clock;
    private final Map<String, Long> expected = new HashMap<>();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private Speed speed = new Speed();
    private long known;
    private long unknownSizes;
    private long done;
    private long knownBytes;
    private long doneBytes;
    private long resumed;

    /** Bars on {@code terminal}, which is as large as {@code size} says each time it is asked. */
    TerminalBars(OutputStream terminal, Supplier<Tty.Size> size) {
        this.clock = System::nanoTime;
        this.lines = new StatusLines(terminal, new Supplier<>() {
            private Tty.Size known = Tty.Size.DEFAULT;
            private long asked = clock.getAsLong() - SIZE_NANOS;

            @Override
            public List<String> get() {
                if (clock.getAsLong() - asked >= SIZE_NANOS) {
                    asked = clock.getAsLong();
                    known = size.get();
                }
                return draw(known);
            }
        });
    }

    /** Bars that only a test looks at. */
    TerminalBars(LongSupplier clock) {
        this.clock = clock;
        this.lines = new StatusLines(OutputStream.nullOutputStream(), List::of);
    }

    @Override
    public synchronized void found(String name, long size) {
        Long before = expected.put(name, size);
        if (before == null) {
            known++;
        } else {
            forget(before);
        }
        if (size < 0) {
            unknownSizes++;
        } else {
            knownBytes += size;
        }
    }

    private void forget(long size) {
        if (size < 0) {
            unknownSizes--;
        } else {
            knownBytes -= size;
        }
    }

    @Override
    public Progress began(String name, long size) {
        lines.show();
        synchronized (this) {
            found(name, size);
            Running transfer = new Running(name, size);
            running.put(name, transfer);
            return transfer;
        }
    }

    @Override
    public synchronized void ended(String name, TransferResult result) {
        over(name);
    }

    @Override
    public synchronized void skipped(String name, String reason) {
        over(name);
    }

    @Override
    public synchronized void failed(String name, Throwable cause) {
        over(name);
    }

    /** What was moved of it counts, and what was not is no longer waited for. */
    private void over(String name) {
        Long size = expected.remove(name);
        Running transfer = running.remove(name);
        if (size != null) {
            done++;
            forget(size);
        }
        if (transfer != null) {
            doneBytes += transfer.position;
            knownBytes += transfer.position;
        }
    }

    @Override
    public void above(Runnable print) {
        lines.above(print);
    }

    @Override
    public void clear() {
        lines.hide();
        synchronized (this) {
            expected.clear();
            running.clear();
            speed = new Speed();
            known = 0;
            unknownSizes = 0;
            done = 0;
            knownBytes = 0;
            doneBytes = 0;
            resumed = 0;
        }
    }

    /** The lines as they are now. */
    synchronized List<String> draw(Tty.Size terminal) {
        long now = clock.getAsLong();
        List<String> drawn = new ArrayList<>();
        long position = doneBytes;
        int room = Math.max(1, Math.min(MOST_BARS, terminal.rows() - 3));
        int hidden = 0;
        for (Running transfer : running.values()) {
            position += transfer.position;
            double rate = transfer.begun ? transfer.speed.at(now, transfer.position) : 0;
            if (transfer.begun && now - transfer.begunAt >= SHOWN_AFTER_NANOS) {
                if (drawn.size() < room) {
                    drawn.add(new ProgressLine(LogText.escape(transfer.name), transfer.position, transfer.size, rate)
                            .fit(terminal.columns()));
                } else {
                    hidden++;
                }
            }
        }
        double rate = speed.at(now, position - resumed);
        if (hidden > 0) {
            drawn.add(ProgressLine.shorten("… and " + hidden + " more", terminal.columns() - 1));
        }
        if (known > 1) {
            String title = "total " + done + '/' + known;
            drawn.add(new ProgressLine(title, position, unknownSizes == 0 ? knownBytes : -1, rate)
                    .fit(terminal.columns()));
        }
        return drawn;
    }
}
