package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Offload;
import dev.sluice.loop.Timer;
import dev.sluice.storage.LongWork;
import dev.sluice.storage.StorageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what broken uploads left removed when it is too old: at the start, and an hour after the last time is done. So there is one sweep
 * at a time, also when the disk hangs; then the lane gets another thread for the one that hangs with it.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class PartSweeper implements Offload.Outcome<Integer> {

    static final Duration INTERVAL = Duration.ofHours(1);

    /** A sweep that has not done a step for so long is held to hang. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(PartSweeper.class);

    /** Prepares a sweep; must not wait for the disk. */
    interface Sweep {
        LongWork<Integer> prepare() throws StorageException;
    }

    private final Offload lane;
    private final Sweep sweep;
    private final Timer timer;
    private Optional<Offload.Job> underWay = Optional.empty();
    private int progress;
    private boolean hangs;
    private boolean stopped;

    PartSweeper(EventLoop loop, Offload lane, Sweep sweep) {
        this.lane = lane;
        this.sweep = sweep;
        this.timer = loop.timer("sweep of stale parts", this::due);
    }

    /** Begins with the first sweep in the next turn. */
    void start() {
        timer.fireAfter(0);
    }

    /** No sweep begins any more, and one that is under way ends at its next step. */
    void stop() {
        stopped = true;
        timer.cancel();
        underWay.ifPresent(Offload.Job::cancel);
    }

    private void due() {
        if (underWay.isPresent()) {
            watch(underWay.get());
        } else {
            begin();
        }
    }

    private void begin() {
        try {
            underWay = Optional.of(lane.submit(new StoreSteps<>(sweep.prepare()), this));
            progress = 0;
            hangs = false;
            timer.fireAfter(PATIENCE.toNanos());
        } catch (RejectedExecutionException e) {
            log.debug("No room for the sweep; next time");
            timer.fireAfter(INTERVAL.toNanos());
        } catch (StorageException e) {
            failed(e);
        }
    }

    /** One that waits for its turn waits for others, and hangs no more than they do. */
    private void watch(Offload.Job job) {
        if (job.isInStep() && job.progress() == progress && !hangs) {
            hangs = true;
            log.warn("The sweep of stale parts hangs: a disk does not answer");
            job.giveUp();
        }
        progress = job.progress();
        timer.fireAfter(PATIENCE.toNanos());
    }

    @Override
    public void done(Integer removed) {
        log.debug("{} stale parts removed", removed);
        back();
    }

    @Override
    public void failed(Exception cause) {
        if (!(cause instanceof CancellationException)) {
            log.warn("Stale parts could not be removed: {}", cause.getMessage());
        }
        back();
    }

    private void back() {
        underWay = Optional.empty();
        if (!stopped) {
            timer.fireAfter(INTERVAL.toNanos());
        }
    }
}
