package dev.sluice.loop;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** A pool whose threads all hang, as on a disk that does not answer, until the test lets a job through. */
public final class HeldPool implements Executor {

    private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();
    private boolean open;

    @Override
    public void execute(Runnable job) {
        if (open) {
            job.run();
        } else {
            jobs.add(job);
        }
    }

    /** Jobs that hang. */
    public int held() {
        return jobs.size();
    }

    /** Does what hangs now, on the calling thread; not what follows from it. */
    public void release() {
        for (int left = jobs.size(); left > 0; left--) {
            jobs.remove().run();
        }
    }

    /** Does what hangs, and from now on every job at once. */
    public void open() {
        open = true;
        release();
    }
}
