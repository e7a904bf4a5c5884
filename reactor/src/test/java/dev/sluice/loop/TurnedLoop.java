package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A loop that a test turns by hand, with a clock that stands still. Its end is a leak check: nothing is registered any more, no task
 * has thrown what the test did not ask for, and every socket opened since the beginning is closed.
 */
public final class TurnedLoop implements AutoCloseable {

    private static final int TURNS = 1_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Set<String> before = Descriptors.open();
    private final List<String> uncaught = new ArrayList<>();
    private final ManualTicker ticker;
    private final EventLoop loop;

    /** A loop whose clock starts at 0. */
    public TurnedLoop() throws IOException {
        this(new ManualTicker());
    }

    /** A loop on the given clock. */
    public TurnedLoop(ManualTicker ticker) throws IOException {
        this.ticker = ticker;
        this.loop = EventLoop.open("test", ticker, (task, cause) -> uncaught.add(task + ": " + cause.getMessage()));
    }

    /** The loop. */
    public EventLoop loop() {
        return loop;
    }

    /** One turn that does not sleep. */
    public void turn() throws IOException {
        loop.runOnce(0);
    }

    /** Turns until {@code condition} holds, asleep while nothing is ready; fails when it goes on for too long. */
    public void turnUntil(BooleanSupplier condition) throws IOException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("turns without the expected effect").isLessThan(TURNS);
            long start = System.nanoTime();
            loop.runOnce(PATIENCE_NANOS);
            assertThat(System.nanoTime() - start).as("nanoseconds in one turn").isLessThan(PATIENCE_NANOS);
        }
    }

    /** Moves the clock and makes one turn. */
    public void advance(Duration time) throws IOException {
        ticker.advance(time);
        turn();
    }

    /** Moves the clock alone. */
    public void pass(Duration time) {
        ticker.advance(time);
    }

    /** What escaped tasks and timers since the last call, as "task: message". */
    public List<String> uncaught() {
        List<String> taken = List.copyOf(uncaught);
        uncaught.clear();
        return taken;
    }

    @Override
    public void close() {
        int registrations = loop.registrations();
        loop.close();
        assertThat(registrations).as("channels still registered").isZero();
        assertThat(uncaught).as("uncaught exceptions").isEmpty();
        Set<String> leaked = Descriptors.open();
        leaked.removeAll(before);
        assertThat(leaked).as("descriptors still open").isEmpty();
    }
}
