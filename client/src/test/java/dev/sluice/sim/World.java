package dev.sluice.sim;

import dev.sluice.loop.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A world of its own: its time, its chance, and whatever happens in it, one thing after another on one thread. All of it follows from the
 * seed, so that a run can be repeated event by event.
 *
 * <p>Time stands still while anybody has something to do, but for what that costs, and then jumps to the next event.
 */
final class World implements Ticker {

    /** What a turn of a loop takes. It passes so that whoever turns in circles meets his deadlines. */
    private static final long TURN_NANOS = 2_000;

    /** Some seeds begin just before the clock wraps around. */
    private static final long BEFORE_WRAP = Long.MAX_VALUE - 3_000_000_000L;

    private final SplittableRandom random;
    private final long origin;
    private final Trace trace;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Machine> machines = new ArrayList<>();
    private final List<Machine> order = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private long elapsed;
    private long count;
    private long steps;
    private int asleep;
    private boolean onPool;

    private record Event(long at, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    World(long seed, Trace trace) {
        this.random = new SplittableRandom(seed);
        this.trace = trace;
        this.origin = chance(0.1) ? BEFORE_WRAP : 0;
    }

    // ---- chance ----

    /** Randomness for somebody of its own, so that what he draws does not change what others do. */
    SplittableRandom split() {
        return random.split();
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** A number from 0 to {@code bound} - 1. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    /** Mostly about {@code usual}, sometimes at once, and now and then much longer. */
    long around(long usual) {
        int kind = below(10);
        return usual == 0 || kind == 0 ? 0 : kind == 1 ? between(0, 5 * usual) : between(usual / 2, usual + usual / 2);
    }

    <T> T oneOf(List<T> list) {
        return list.get(below(list.size()));
    }

    // ---- time ----

    @Override
    public long nanos() {
        return origin + elapsed;
    }

    /** Nanoseconds since the beginning. */
    long elapsed() {
        return elapsed;
    }

    /** What is done just now takes {@code nanos}, and nobody else does anything meanwhile. */
    void spend(long nanos) {
        elapsed += nanos;
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(elapsed + nanos, count++, action));
    }

    // ---- what is said of it ----

    /** Writes a line to the trace. */
    void say(Supplier<String> line) {
        trace.say(elapsed, line);
    }

    /** Something happened that never must. The world stops. */
    void fail(String what) {
        if (failure.isEmpty()) {
            failure = Optional.of(what);
            trace.say(elapsed, () -> "FAILED: " + what);
        }
    }

    Optional<String> failure() {
        return failure;
    }

    long steps() {
        return steps;
    }

    // ---- what happens ----

    void add(Machine machine) {
        machines.add(machine);
        order.add(machine);
    }

    /** Lets things happen until {@code done}, until nothing is left to happen, or for {@code nanos}; returns whether it is done. */
    boolean run(BooleanSupplier done, long nanos) {
        long end = elapsed + nanos;
        long lastStep = steps + 400_000;
        while (failure.isEmpty() && !done.getAsBoolean() && elapsed < end) {
            if (steps > lastStep) {
                fail("the world does not come to rest: " + machines);
            } else if (!step() && !jump(end)) {
                break;
            }
        }
        return failure.isEmpty() && done.getAsBoolean();
    }

    /** Runs {@code job} as a thread of a pool would: what it waits for does not hold up the loops. */
    void onPool(Runnable job) {
        boolean before = onPool;
        onPool = true;
        try {
            job.run();
        } finally {
            onPool = before;
        }
    }

    boolean isOnPool() {
        return onPool;
    }

    /** How many threads of pools wait for something. */
    int asleep() {
        return asleep;
    }

    /** The caller waits: the rest of the world goes on if it is a thread of a pool, and waits too if it is a loop. */
    void block(long nanos) {
        if (!onPool) {
            spend(nanos);
            return;
        }
        onPool = false;
        asleep++;
        long end = elapsed + nanos;
        while (failure.isEmpty() && elapsed < end) {
            if (!step() && !jump(end)) {
                elapsed = end;
            }
        }
        asleep--;
        onPool = true;
    }

    /** Lets happen what is due, and gives each machine a turn; false if there was nothing. */
    private boolean step() {
        steps++;
        boolean any = false;
        // Readiness that is noticed before the other events of this moment is served before them, and else after.
        for (Machine machine : order) {
            if (chance(0.3)) {
                machine.notice();
            }
        }
        while (failure.isEmpty() && !events.isEmpty() && events.element().at() <= elapsed) {
            any = true;
            events.remove().action().run();
        }
        if (order.size() > 1 && chance(0.5)) {
            order.add(order.remove(0));
        }
        for (Machine machine : List.copyOf(order)) {
            if (failure.isEmpty() && machine.turn()) {
                any = true;
                spend(TURN_NANOS);
            }
        }
        return any;
    }

    /** Moves the clock to the next thing that happens; false if there is none before {@code end}. */
    private boolean jump(long end) {
        long next = events.isEmpty() ? Long.MAX_VALUE : events.element().at() - elapsed;
        for (Machine machine : machines) {
            next = Math.min(next, machine.idleNanos());
        }
        if (next >= end - elapsed) {
            elapsed = end;
            return false;
        }
        elapsed += Math.max(0, next);
        return true;
    }
}
