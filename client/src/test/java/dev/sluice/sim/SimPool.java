package dev.sluice.sim;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A pool whose threads take up work in any order and after any time, or have no room for it. */
final class SimPool implements Executor {

    /** Threads: when so many wait for the disk, further work waits for them. */
    private static final int THREADS = 4;

    private final World world;
    private final Troubles troubles;

    /**
     * What can be wrong with a pool.
     *
     * @param delay nanoseconds until work usually begins
     * @param refused chance that there is no room
     * @param late chance that work waits for seconds, or minutes
     */
    record Troubles(long delay, double refused, double late) {
        static Troubles none(World world) {
            return new Troubles(world.chance(0.5) ? 20_000 : 2_000_000, 0, 0);
        }

        static Troubles some(World world) {
            return new Troubles(world.chance(0.5) ? 20_000 : 20_000_000, 0.01, 0.005);
        }
    }

    SimPool(World world, Troubles troubles) {
        this.world = world;
        this.troubles = troubles;
    }

    @Override
    public void execute(Runnable work) {
        if (world.chance(troubles.refused)) {
            world.say(() -> "the pool has no room");
            throw new RejectedExecutionException("simulated");
        }
        long delay = world.chance(troubles.late)
                ? world.between(TimeUnit.SECONDS.toNanos(1), TimeUnit.MINUTES.toNanos(3))
                : world.around(troubles.delay);
        world.after(delay, () -> run(work));
    }

    private void run(Runnable work) {
        if (world.asleep() >= THREADS) {
            world.after(TimeUnit.MILLISECONDS.toNanos(1), () -> run(work));
        } else {
            world.onPool(work);
        }
    }
}
