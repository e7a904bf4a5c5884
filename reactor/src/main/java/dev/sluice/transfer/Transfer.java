package dev.sluice.transfer;

import dev.sluice.loop.Failure;
import dev.sluice.loop.Offload;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.Transport;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * One transfer over one data connection. It ends exactly once: first the connection is closed, then the file, and then its owner is
 * told, so that a reply that says "complete" is true when it is sent.
 *
 * <p>Thread rule: the loop's thread only. At most one job of a transfer is on the pool at a time; while it is there, the job alone
 * touches the file and the transfer's buffers, and an end waits for it.
 */
public abstract sealed class Transfer implements ReadyHandler permits FileDownload, StreamDownload, FileUpload {

    final TransferResources resources;
    private final Consumer<TransferOutcome> owner;
    private Transport transport;
    private long bytes;
    private long startedAt;
    private long progressAt;
    private boolean ended;
    private boolean onPool;
    private final Runnable turn = this::takeTurn;
    private boolean askedForTurn;
    private TransferOutcome waitingEnd;
    private Offload.Job job;

    Transfer(TransferResources resources, Consumer<TransferOutcome> owner) {
        this.resources = resources;
        this.owner = owner;
        this.progressAt = resources.loop().now();
    }

    /** Begins to move bytes over {@code connection}, which the transfer owns from here on. May end before this returns. */
    public final void start(Transport connection) {
        if (ended) {
            connection.close(); // It came while the end waits for the pool.
            return;
        }
        transport = connection;
        startedAt = resources.loop().now();
        progressAt = startedAt;
        resources.budget().began();
        connection.handler(this);
        attempt(this::begin);
    }

    /** Ends the transfer now; {@code kind} says why. No effect on one that has ended, or is past aborting. */
    public final void abort(Kind kind) {
        if (!isPastAborting()) {
            end(kind, null);
        }
    }

    /** The transfer was aborted, and its job on the pool does not come back: others get its thread's place. */
    public final void giveUp() {
        if (onPool) {
            job.giveUp();
        }
    }

    /** The connection broke. */
    @Override
    public final void failed(Exception cause) {
        end(Kind.CONNECTION_LOST, cause);
    }

    /** There is something to read, or room to write: the transfer asks for its turn. */
    @Override
    public final void ready(int readyOps) {
        askForTurn();
    }

    /** Bytes moved so far. */
    public final long bytes() {
        return bytes;
    }

    /** When the last byte moved, or the transfer began; nanoseconds of the loop's clock. */
    public final long progressAt() {
        return progressAt;
    }

    /** Whether a data connection was found and the transfer began. */
    public final boolean isStarted() {
        return transport != null;
    }

    // ---- for the kinds of transfer ----

    /** Moves what can be moved at once and asks for readiness, or a turn, if that was not all. */
    abstract void begin() throws IOException;

    /** It is the transfer's turn: moves what its budget allows, and asks for readiness if that was not all. */
    abstract void move() throws IOException;

    /**
     * Lets go of the file.
     *
     * @param complete whether all bytes were moved; an upload then puts its file in place
     * @throws IOException when that fails: the transfer then ends as {@link Kind#STORAGE_FAILED}
     */
    abstract void release(boolean complete) throws IOException;

    /** Whether all bytes are here and the pool is just putting the file in place. */
    public boolean isPastAborting() {
        return false;
    }

    /** Whether the job on the pool is to be done all the same when the transfer is aborted: what was received is to be written. */
    boolean isJobStillOfUse() {
        return false;
    }

    /** Lets {@link #move} run soon, unless the transfer has ended by then or works on the pool. */
    final void askForTurn() {
        if (!askedForTurn) {
            askedForTurn = true;
            resources.turns().ask(turn);
        }
    }

    private void takeTurn() {
        askedForTurn = false;
        if (!ended && !onPool) {
            attempt(this::move);
        }
    }

    /** Whatever goes wrong in a step ends this transfer, and nothing else. */
    private void attempt(Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            failed(Failure.survivable(e));
        }
    }

    final Transport transport() {
        return transport;
    }

    final boolean hasEnded() {
        return ended;
    }

    final void moved(long count) {
        bytes += count;
        progressAt = resources.loop().now();
    }

    /** Nanoseconds since the transfer began. */
    final long elapsed() {
        return resources.loop().now() - startedAt;
    }

    /** Whether a file call that began at {@code start} held up the loop for too long. */
    final boolean wasSlow(long start) {
        return resources.loop().ticker().nanos() - start > resources.slowCallNanos();
    }

    final void complete() {
        end(Kind.COMPLETE, null);
    }

    final void storageFailed(Exception cause) {
        end(Kind.STORAGE_FAILED, cause);
    }

    /** Runs {@code work} on the pool, the connection resting meanwhile, and then {@code next} on the loop unless the transfer ended. */
    final <T> void onPool(Callable<T> work, Continuation<T> next) {
        onPool = true;
        try {
            transport.want(0);
            job = resources.offload().submit(work, new Offload.Outcome<T>() {
                @Override
                public void done(T value) {
                    back(() -> next.run(value));
                }

                @Override
                public void failed(Exception cause) {
                    back(() -> storageFailed(cause));
                }
            });
        } catch (RejectedExecutionException e) {
            onPool = false;
            storageFailed(new IOException("the server is busy", e));
        } catch (IOException e) {
            onPool = false;
            failed(e);
        }
    }

    /** What follows a job on the pool. */
    interface Continuation<T> {
        void run(T value) throws IOException;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void back(Step step) {
        onPool = false;
        if (waitingEnd != null) {
            finish(waitingEnd);
            return;
        }
        attempt(step);
    }

    private void end(Kind kind, Exception cause) {
        if (ended) {
            return;
        }
        ended = true;
        if (transport != null) {
            transport.close();
            resources.budget().ended();
        }
        TransferOutcome outcome = new TransferOutcome(
                kind, bytes, transport == null ? 0 : progressAt - startedAt, Optional.ofNullable(cause));
        if (onPool) {
            waitingEnd = outcome;
            if (!isJobStillOfUse()) {
                job.cancel();
            }
        } else {
            finish(outcome);
        }
    }

    /** Whether letting go of the file may take long, so that {@link #endOnPool} is to be run before {@link #release}. */
    boolean isPoolNeededToEnd() {
        return false;
    }

    /** Lets go of the file as far as that may take long; on the pool. */
    void endOnPool() {}

    private void finish(TransferOutcome outcome) {
        if (!isPoolNeededToEnd()) {
            releaseAndTell(outcome);
            return;
        }
        try {
            onPool = true;
            job = resources
                    .offload()
                    .submit(
                            () -> {
                                endOnPool();
                                return outcome;
                            },
                            new Offload.Outcome<TransferOutcome>() {
                                @Override
                                public void done(TransferOutcome same) {
                                    onPool = false;
                                    releaseAndTell(same);
                                }

                                @Override
                                public void failed(Exception cause) {
                                    onPool = false;
                                    releaseAndTell(outcome);
                                }
                            });
        } catch (RejectedExecutionException e) {
            onPool = false;
            releaseAndTell(outcome);
        }
    }

    private void releaseAndTell(TransferOutcome outcome) {
        TransferOutcome last = outcome;
        try {
            release(outcome.isComplete());
        } catch (Throwable thrown) {
            Exception e = Failure.survivable(thrown);
            if (outcome.isComplete()) {
                last = new TransferOutcome(Kind.STORAGE_FAILED, outcome.bytes(), outcome.nanos(), Optional.of(e));
            }
        }
        owner.accept(last);
    }
}
