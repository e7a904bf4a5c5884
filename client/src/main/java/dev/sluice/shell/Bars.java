package dev.sluice.shell;

import dev.sluice.client.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress bars on a terminal: one for each transfer of a large file that runs, and one for all of a tree. */
abstract sealed class Bars {

    /** For an output that is no terminal. */
    static final Bars NONE = new None();

    /** A bar for {@code name}, and who moves it. */
    abstract Progress add(String name, long size);

    /** Takes the bar of {@code name} away, if it has one. */
    abstract void remove(String name);

    /** Prints something without tearing the bars. */
    abstract void above(Runnable print);

    /** Takes all bars away. */
    abstract void clear();

    /** Bars on this process's terminal. */
    static Bars onTerminal() {
        return new Terminal();
    }

    private static final class None extends Bars {
        @Override
        Progress add(String name, long size) {
            return Progress.NONE;
        }

        @Override
        void remove(String name) {}

        @Override
        void above(Runnable print) {
            print.run();
        }

        @Override
        void clear() {}
    }

    private static final class Terminal extends Bars {
        /** Smaller files are gone before anyone could read their bar. */
        private static final long SMALLEST = 4_000_000;

        private static final int REFRESH_MILLIS = 100;
        private static final long MEGABYTE = 1_000_000;

        private final Map<String, ProgressBar> bars = new HashMap<>();

        @Override
        synchronized Progress add(String name, long size) {
            if (size >= 0 && size < SMALLEST) {
                return Progress.NONE;
            }
            ProgressBar bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(size)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .setUnit(" MB", MEGABYTE)
                    .showSpeed()
                    .clearDisplayOnFinish()
                    .build();
            Optional.ofNullable(bars.put(name, bar)).ifPresent(ProgressBar::close);
            return bar::stepTo;
        }

        @Override
        synchronized void remove(String name) {
            Optional.ofNullable(bars.remove(name)).ifPresent(ProgressBar::close);
        }

        @Override
        synchronized void above(Runnable print) {
            print.run();
        }

        @Override
        synchronized void clear() {
            bars.values().forEach(ProgressBar::close);
            bars.clear();
        }
    }
}
