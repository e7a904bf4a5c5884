package dev.sluice.loop;

/** The loop's clock, a parameter so that tests can move time by hand. */
@FunctionalInterface
public interface Ticker {

    /** The clock of the machine, {@link System#nanoTime}. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary origin; compare two readings by their difference, as the value may wrap. */
    long nanos();
}
