package dev.sluice.bench;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Ticker;
import dev.sluice.loop.Timer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The timer queue among the timers of so many sessions: nanoseconds to move one, and to arm and disarm one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TimerBenchmark {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int STRIDE = 7919; // a prime, so that no two neighbours are moved in a row

    /** Timers that are armed. */
    @Param({"10", "1000", "100000"})
    public int timers;

    private EventLoop loop;
    private Timer[] armed;
    private Timer extra;
    private int next;

    @Setup(Level.Iteration)
    public void open() throws IOException {
        loop = EventLoop.open("bench", Ticker.SYSTEM, (task, cause) -> {
            throw new IllegalStateException(task, cause);
        });
        armed = new Timer[timers];
        for (int i = 0; i < timers; i++) {
            armed[i] = loop.timer("bench", () -> {});
            armed[i].fireAfter(MINUTE + (long) i * STRIDE % timers);
        }
        extra = loop.timer("bench", () -> {});
    }

    /** An idle timeout that is put off. */
    @Benchmark
    public Timer move() {
        next = (next + STRIDE) % timers;
        armed[next].fireAfter(MINUTE + next);
        return armed[next];
    }

    /** A connect timeout that is not needed. */
    @Benchmark
    public boolean armAndDisarm() {
        extra.fireAfter(MINUTE / 2);
        extra.cancel();
        return extra.isArmed();
    }

    @TearDown(Level.Iteration)
    public void close() {
        loop.close();
    }
}
