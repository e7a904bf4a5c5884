package dev.sluice.sim;

import java.util.Locale;
import java.util.function.Supplier;

/** What happened in a world, in words. One that nobody will read costs nothing. */
final class Trace {

    private static final int MOST = 4 << 20;

    private final boolean kept;
    private final StringBuilder text = new StringBuilder();

    private Trace(boolean kept) {
        this.kept = kept;
    }

    static Trace kept() {
        return new Trace(true);
    }

    static Trace none() {
        return new Trace(false);
    }

    void say(long nanos, Supplier<String> line) {
        if (kept && text.length() < MOST) {
            text.append(String.format(Locale.ROOT, "%14.6f ", nanos / 1e9))
                    .append(line.get())
                    .append('\n');
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
