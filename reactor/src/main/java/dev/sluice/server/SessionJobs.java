package dev.sluice.server;

import dev.sluice.loop.Offload;
import dev.sluice.server.Command.Refusal;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
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
 * What a session does elsewhere: at most one job at a time, on one of the server's lanes. A job that hangs costs its own session, and
 * its lane a thread that is replaced; one that is not wanted any more ends at its next step.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class SessionJobs {

    private static final Logger log = LoggerFactory.getLogger(SessionJobs.class);

    /** How long one command may work, however well it gets on. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** Long jobs of one address at a time: they take turns, so others would wait for all of them. */
    private static final int MOST_LONG_JOBS = 16;

    private final FtpSession session;
    private final ServerContext server;
    private final long patience;
    private Optional<Waiting<?>> current = Optional.empty();

    SessionJobs(FtpSession session, ServerContext server) {
        this.session = session;
        this.server = server;
        this.patience = server.config().dataTimeout().toNanos();
    }

    /**
     * Runs {@code work} on {@code lane}, and then {@code then} with its result on the loop. The session takes no other command
     * meanwhile.
     */
    <T> void run(Offload lane, Callable<T> work, Consumer<T> then) throws Refusal {
        Waiting<T> waiting = new Waiting<>(then, Optional.empty());
        begin(waiting, () -> lane.submit(work, waiting));
    }

    /** Runs {@code work} where it may wait for the disk, and then {@code then} with its result, here. */
    <T> void onDisk(Callable<T> work, Consumer<T> then) throws Refusal {
        run(server.lanes().disk(), work, then);
    }

    /** A call to the file store. */
    interface StorageCall<T> {
        T call() throws StorageException;
    }

    /**
     * Runs {@code work}, which is about {@code path}, here if that is on a disk that answers in microseconds, where a hand-over would
     * cost more, and otherwise on the pool; and then {@code then} with its result, here.
     */
    <T> void onStorage(RootedPath path, StorageCall<T> work, Consumer<T> then) throws StorageException, Refusal {
        if (server.store().metadataInline(path)) {
            then.accept(timed(path, work));
        } else {
            onDisk(() -> timed(path, work), then);
        }
    }

    /** The store is told how long each call takes, so that it knows which disks are slow. */
    private <T> T timed(RootedPath path, StorageCall<T> work) throws StorageException {
        long start = server.loop().ticker().nanos();
        try {
            return work.call();
        } finally {
            server.store().took(path, server.loop().ticker().nanos() - start);
        }
    }

    /** Runs {@code work}, which may take seconds, on the lane for that; at most so many at a time for one address. */
    <T> void runLong(Callable<T> work, Consumer<T> then) throws Refusal {
        Waiting<T> waiting = longWork(then);
        begin(waiting, () -> server.lanes().longJobs().submit(work, waiting));
    }

    /** The same for work that takes seconds or minutes. */
    <T> void runLong(Offload.Steps<T> work, Consumer<T> then) throws Refusal {
        Waiting<T> waiting = longWork(then);
        begin(waiting, () -> server.lanes().longJobs().submit(work, waiting));
    }

    private interface Submission {
        Offload.Job submit();
    }

    private <T> Waiting<T> longWork(Consumer<T> then) throws Refusal {
        InetAddress address = session.peer().getAddress();
        if (server.longJobs().of(address) >= MOST_LONG_JOBS) {
            throw new Refusal(450, "Too much long work is under way for your address; try again when some is done.");
        }
        return new Waiting<>(then, Optional.of(address));
    }

    private void begin(Waiting<?> waiting, Submission submission) throws Refusal {
        try {
            waiting.job = submission.submit();
        } catch (RejectedExecutionException e) {
            throw new Refusal(450, "The server is busy; try again in a moment.");
        }
        waiting.address.ifPresent(server.longJobs()::come);
        current = Optional.of(waiting);
        session.working();
    }

    /** Runs {@code then} after {@code nanos}; the session takes no other command meanwhile. */
    void later(long nanos, Runnable then) {
        server.loop().timer("delay", () -> session.resume(then)).fireAfter(nanos);
        session.working();
    }

    /** Whether the session works on nothing, but waits for its time. */
    boolean isDelay() {
        return current.isEmpty();
    }

    /** Nanoseconds until the job has worked, or stood still, for too long. */
    long timeLeft(long now) {
        return current.map(waiting -> waiting.timeLeft(now)).orElse(Long.MAX_VALUE);
    }

    /** The job has worked or stood still for too long. Returns whether it hangs, and the session has to end. */
    boolean timeOut() {
        if (current.isEmpty()) {
            return false;
        }
        Waiting<?> waiting = current.get();
        if (!waiting.job.isInStep()) {
            endEarly(waiting, 450, "The server is too busy; try again later.");
        } else if (waiting.hasWorkedTooLong(server.loop().now())) {
            endEarly(waiting, 451, "Given up after " + LONGEST.toMinutes() + " minutes.");
        } else {
            log.warn("Session {}: a job on the disk does not come back", session.id());
            waiting.job.giveUp();
            return true;
        }
        return false;
    }

    private void endEarly(Waiting<?> waiting, int code, String text) {
        waiting.job.cancel();
        current = Optional.empty();
        session.resume(() -> session.reply(code, text));
    }

    /** Nobody waits any more. */
    void cancel() {
        current.ifPresent(waiting -> {
            waiting.job.cancel();
            giveUpLater(waiting.job::giveUp);
        });
        current = Optional.empty();
    }

    /** A job that was cancelled and is still not back after this time hangs. */
    void giveUpLater(Runnable giveUp) {
        server.loop().timer("abandoned job", giveUp).fireAfter(patience);
    }

    /** Lets go of what nobody wants any more, which may block as well. */
    private void letGo(Closeable unwanted) {
        try {
            server.lanes()
                    .disk()
                    .submit(
                            () -> {
                                unwanted.close();
                                return unwanted;
                            },
                            new Offload.Outcome<Closeable>() {
                                @Override
                                public void done(Closeable closed) {
                                    log.trace("Session {}: closed {}", session.id(), closed);
                                }

                                @Override
                                public void failed(Exception cause) {
                                    log.warn("Session {}: what nobody wanted could not be closed", session.id(), cause);
                                }
                            });
        } catch (RejectedExecutionException e) {
            server.loop().close(unwanted);
        }
    }

    private void refuse(Exception cause) {
        if (!(cause instanceof IOException)) {
            log.error("Session {}: a job failed", session.id(), cause);
        }
        session.refuse(
                StorageException.of(session.directory(), cause instanceof IOException e ? e : new IOException(cause)));
    }

    /** A job whose result the session waits for, as long as it is the current one. */
    private final class Waiting<T> implements Offload.Outcome<T> {
        private final Consumer<T> then;
        private final Optional<InetAddress> address;
        private final long begunAt = server.loop().now();
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
            if (comesBackInTime() && !session.isOver()) {
                session.resume(() -> then.accept(value));
            } else if (value instanceof Closeable unwanted) {
                letGo(unwanted);
            }
        }

        @Override
        public void failed(Exception cause) {
            if (comesBackInTime()) {
                session.resume(() -> refuse(cause));
            } else if (!(cause instanceof CancellationException)) {
                log.debug("Session {}: a job that nobody waits for failed: {}", session.id(), cause.toString());
            }
        }

        /** Takes note, once, that the job is back; returns whether the session still waits for it. */
        private boolean comesBackInTime() {
            address.ifPresent(server.longJobs()::gone);
            boolean mine = current.isPresent() && current.get() == this;
            if (mine) {
                current = Optional.empty();
            }
            return mine;
        }
    }
}
