package dev.sluice.server;

import dev.sluice.loop.Offload;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session does elsewhere: at most one job at a time, on one of the loop's lanes. A job that hangs costs its own session, and
 * its lane a thread that is replaced; one that is not wanted any more ends at its next step.
 *
 * <p>Whatever there is no room for is refused as {@link Reason#OVERLOADED}.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class Jobs {

    /** The session that has jobs done; its text names it in logs. */
    public interface Owner {
        /** Where its client is: long jobs are limited by address. */
        InetAddress address();

        /** A job has begun, or a wait: nothing else is to be begun until it is over. */
        void working();

        /** What it waited for is here: {@code then} goes on. */
        void resume(Runnable then);

        /** What it waited for failed. */
        void refuse(IOException cause);

        /** Whether it begins nothing any more. */
        boolean isOver();
    }

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    /** How long one job may work, however well it gets on. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** Long jobs of one address at a time: they take turns, so others would wait for all of them. */
    private static final int MOST_LONG_JOBS = 16;

    private final Owner owner;
    private final LoopServices services;
    private final Headcount longJobs;
    private final long patience;
    private Optional<Waiting<?>> current = Optional.empty();

    /**
     * No jobs yet.
     *
     * @param longJobs counts those who have long jobs
     * @param patience how long a job may stand still
     */
    public Jobs(Owner owner, LoopServices services, Headcount longJobs, Duration patience) {
        this.owner = owner;
        this.services = services;
        this.longJobs = longJobs;
        this.patience = patience.toNanos();
    }

    /**
     * Runs {@code work} on {@code lane}, and then {@code then} with its result on the loop. The session takes no other command
     * meanwhile.
     */
    public <T> void run(Offload lane, Callable<T> work, Consumer<T> then) throws StorageException {
        Waiting<T> waiting = new Waiting<>(then, Optional.empty());
        begin(waiting, () -> lane.submit(work, waiting));
    }

    /** A call to a store. */
    public interface StorageCall<T> {
        /** Makes the call. */
        T on(Storage store) throws StorageException;
    }

    /**
     * Makes a call to {@code store} about {@code path}, here if that is on a disk that answers in microseconds, where a hand-over would
     * cost more, and otherwise on the pool; and then runs {@code then} with its result, here.
     */
    public <T> void onStorage(Storage store, RootedPath path, StorageCall<T> call, Consumer<T> then)
            throws StorageException {
        if (store.metadataInline(path)) {
            then.accept(timed(store, path, call));
        } else {
            run(services.lanes().disk(), () -> timed(store, path, call), then);
        }
    }

    /** The store is told how long each call takes, so that it knows which disks are slow. */
    private <T> T timed(Storage store, RootedPath path, StorageCall<T> call) throws StorageException {
        long start = services.loop().ticker().nanos();
        try {
            return call.on(store);
        } finally {
            store.took(path, services.loop().ticker().nanos() - start);
        }
    }

    /** Runs {@code work}, which may take seconds, on the lane for that; at most so many at a time for one address. */
    public <T> void runLong(Callable<T> work, Consumer<T> then) throws StorageException {
        Waiting<T> waiting = longWork(then);
        begin(waiting, () -> services.lanes().longJobs().submit(work, waiting));
    }

    /** The same for work that takes seconds or minutes. */
    public <T> void runLong(Offload.Steps<T> work, Consumer<T> then) throws StorageException {
        Waiting<T> waiting = longWork(then);
        begin(waiting, () -> services.lanes().longJobs().submit(work, waiting));
    }

    private interface Submission {
        Offload.Job submit();
    }

    private <T> Waiting<T> longWork(Consumer<T> then) throws StorageException {
        InetAddress address = owner.address();
        if (longJobs.of(address) >= MOST_LONG_JOBS) {
            throw new StorageException(
                    Reason.OVERLOADED,
                    "Too much long work is under way for your address; try again when some is done.");
        }
        return new Waiting<>(then, Optional.of(address));
    }

    private void begin(Waiting<?> waiting, Submission submission) throws StorageException {
        try {
            waiting.job = submission.submit();
        } catch (RejectedExecutionException e) {
            throw new StorageException(Reason.OVERLOADED, "The server is busy; try again in a moment.");
        }
        waiting.address.ifPresent(longJobs::come);
        current = Optional.of(waiting);
        owner.working();
    }

    /** Runs {@code then} after {@code nanos}; the session takes no other command meanwhile. */
    public void later(long nanos, Runnable then) {
        services.loop().timer("delay", () -> owner.resume(then)).fireAfter(nanos);
        owner.working();
    }

    /** Whether the session works on nothing, but waits for its time. */
    public boolean isDelay() {
        return current.isEmpty();
    }

    /** Nanoseconds until the job has worked, or stood still, for too long. */
    public long timeLeft(long now) {
        return current.map(waiting -> waiting.timeLeft(now)).orElse(Long.MAX_VALUE);
    }

    /** The job has worked or stood still for too long. Returns whether it hangs, and the session has to end. */
    public boolean timeOut() {
        if (current.isEmpty()) {
            return false;
        }
        Waiting<?> waiting = current.get();
        if (!waiting.job.isInStep()) {
            endEarly(waiting, Reason.OVERLOADED, "The server is too busy; try again later.");
        } else if (waiting.hasWorkedTooLong(services.loop().now())) {
            endEarly(waiting, Reason.IO, "Given up after " + LONGEST.toMinutes() + " minutes.");
        } else {
            log.warn("{}: a job on the disk does not come back", owner);
            waiting.job.giveUp();
            return true;
        }
        return false;
    }

    private void endEarly(Waiting<?> waiting, Reason reason, String text) {
        waiting.job.cancel();
        current = Optional.empty();
        owner.resume(() -> owner.refuse(new StorageException(reason, text)));
    }

    /** Nobody waits any more. */
    public void cancel() {
        current.ifPresent(waiting -> {
            waiting.job.cancel();
            giveUpLater(waiting.job::giveUp);
        });
        current = Optional.empty();
    }

    /** A job that was cancelled and is still not back after this time hangs. */
    public void giveUpLater(Runnable giveUp) {
        services.loop().timer("abandoned job", giveUp).fireAfter(patience);
    }

    /** Lets go of what nobody wants any more, which may block as well. */
    private void letGo(Closeable unwanted) {
        try {
            services.lanes()
                    .disk()
                    .submit(
                            () -> {
                                unwanted.close();
                                return unwanted;
                            },
                            new Offload.Outcome<Closeable>() {
                                @Override
                                public void done(Closeable closed) {
                                    log.trace("{}: closed {}", owner, closed);
                                }

                                @Override
                                public void failed(Exception cause) {
                                    log.warn("{}: what nobody wanted could not be closed", owner, cause);
                                }
                            });
        } catch (RejectedExecutionException e) {
            services.loop().close(unwanted);
        }
    }

    private void refuse(Exception cause) {
        if (!(cause instanceof IOException)) {
            log.error("{}: a job failed", owner, cause);
        }
        owner.refuse(cause instanceof IOException e ? e : new IOException(cause));
    }

    /** A job whose result the session waits for, as long as it is the current one. */
    private final class Waiting<T> implements Offload.Outcome<T> {
        private final Consumer<T> then;
        private final Optional<InetAddress> address;
        private final long begunAt = services.loop().now();
        private Offload.Job job;
        private int progress;
        private long progressAt = begunAt;

        private Waiting(Consumer<T> then, Optional<InetAddress> address) {
            this.then = then;
            this.address = address;
        }

        private long timeLeft(long now) {
            if (job.progress() != progress) {
                progress = job.progress();
                progressAt = now;
            }
            return Math.min(progressAt + patience, begunAt + LONGEST.toNanos()) - now;
        }

        private boolean hasWorkedTooLong(long now) {
            return begunAt + LONGEST.toNanos() <= now;
        }

        @Override
        public void done(T value) {
            if (comesBackInTime() && !owner.isOver()) {
                owner.resume(() -> then.accept(value));
            } else if (value instanceof Closeable unwanted) {
                letGo(unwanted);
            }
        }

        @Override
        public void failed(Exception cause) {
            if (comesBackInTime()) {
                owner.resume(() -> refuse(cause));
            } else if (!(cause instanceof CancellationException)) {
                log.debug("{}: a job that nobody waits for failed: {}", owner, cause.toString());
            }
        }

        /** Takes note, once, that the job is back; returns whether the session still waits for it. */
        private boolean comesBackInTime() {
            address.ifPresent(longJobs::gone);
            boolean mine = current.isPresent() && current.get() == this;
            if (mine) {
                current = Optional.empty();
            }
            return mine;
        }
    }
}
