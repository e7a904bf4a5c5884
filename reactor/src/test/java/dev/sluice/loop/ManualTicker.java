package dev.sluice.loop;

import java.time.Duration;

/** A clock that stands still until a test moves it. For one thread. */
public final class ManualTicker implements Ticker {

    private long nanos;

    /** A clock that starts at 0. */
    public ManualTicker() {
        this(0);
    }

    /** A clock that starts anywhere, for instance just before the reading wraps around. */
    public ManualTicker(long start) {
        nanos = start;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** Lets {@code time} pass. */
    public void advance(Duration time) {
        nanos += time.toNanos();
    }
}
