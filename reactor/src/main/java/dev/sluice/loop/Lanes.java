package dev.sluice.loop;

import java.util.List;

/**
 * The pools of a server, one for each kind of blocking work, so that none waits for another kind.
 *
 * @param logins checks of passwords
 * @param disk reads, writes, listings and calls to slow disks: a fraction of a second as a rule
 * @param longJobs checksums, sweeps and whatever else reads all of something
 */
public record Lanes(Offload logins, Offload disk, Offload longJobs) implements AutoCloseable {

    private static final int LOGIN_THREADS = 2;
    private static final int LONG_THREADS = 2;

    /** Real pools: {@code diskThreads} for the disk, and at most {@code queue} waiting jobs in each. */
    public static Lanes pools(EventLoop loop, int diskThreads, int queue) {
        return new Lanes(
                Offload.pool(loop, "login", LOGIN_THREADS, queue),
                Offload.pool(loop, "disk", diskThreads, queue),
                Offload.pool(loop, "long", LONG_THREADS, queue));
    }

    /** One pool for everything; for tests. */
    public static Lanes all(Offload offload) {
        return new Lanes(offload, offload, offload);
    }

    /** Runs {@code task} as soon as no job is under way in any lane. The loop's thread only. */
    public void whenIdle(Runnable task) {
        logins.whenIdle(() -> disk.whenIdle(() -> longJobs.whenIdle(task)));
    }

    /** Takes no more work; what runs ends in its own time. */
    @Override
    public void close() {
        List.of(logins, disk, longJobs).forEach(Offload::close);
    }
}
