package dev.sluice.transfer;

import static dev.sluice.transfer.TransferState.ENDED;
import static dev.sluice.transfer.TransferState.FINISHING;
import static dev.sluice.transfer.TransferState.MOVING;
import static dev.sluice.transfer.TransferState.ON_POOL;
import static dev.sluice.transfer.TransferState.WAITING;

import dev.sluice.loop.Failure;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.Transport;
import dev.sluice.storage.StorageException;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Bytes between one file and one connection, which it borrows. It ends exactly once: first the connection goes back to its owner, then
 * the file is let go of, and then the owner is told, so that a reply that says "complete" is true when it is sent.
 *
 * <p>A step of a transfer only says that and how it ends; what follows is done when the step has returned. So nothing that its owner
 * does runs inside a step, where it would be taken for a failure of the transfer.
 *
 * <p>Thread rule: the loop's thread only. At most one job of a transfer is on the pool at a time; while it is there, the job alone
 * touches the file and the transfer's buffers, and an end waits for it.
 */
public abstract sealed class Transfer implements ReadyHandler permits Download, FileUpload {

    final TransferResources resources;
    final TransferProgress progress;
    private final PoolJob job;
    private final Runnable turn = this::takeTurn;
    private TransferState state = WAITING;
    TransferOwner owner = TransferOwner.NOBODY;
    private Transport connection;
    private boolean askedForTurn;
    private Optional<TransferOutcome> outcome = Optional.empty();

    Transfer(TransferResources resources) {
        this.resources = resources;
        this.job = new PoolJob(resources.offload());
        this.progress = new TransferProgress(resources.loop());
    }

    /** Tells {@code newOwner} what becomes of it from here on; before it is started. */
    public final void ownedBy(TransferOwner newOwner) {
        owner = newOwner;
    }

    /** Begins to move bytes over {@code newConnection}, which it borrows. May end before this returns. */
    public final void start(Transport newConnection) {
        become(MOVING);
        connection = newConnection;
        progress.began();
        resources.scheduler().began();
        connection.handler(this);
        step(this::begin);
    }

    /** Ends the transfer, started or not; {@code kind} says why. No effect if all bytes have arrived already, or it has ended. */
    public final void abort(Kind kind) {
        end(kind, Optional.empty());
    }

    /** The transfer was aborted, and its job on the pool does not come back: others get its thread's place. */
    public final void giveUp() {
        job.giveUp();
    }

    /** The connection broke. */
    @Override
    public final void failed(Exception cause) {
        end(Kind.CONNECTION_LOST, Optional.of(cause));
    }

    /** There is something to read, or room to write: the transfer asks for its turn. */
    @Override
    public final void ready(int readyOps) {
        askForTurn();
    }

    /** Bytes moved so far. */
    public final long bytes() {
        return progress.bytes();
    }

    /** When the last byte moved, or the transfer began; nanoseconds of the loop's clock. */
    public final long progressAt() {
        return progress.lastAt();
    }

    /** Whether there is no connection yet. */
    public final boolean isWaiting() {
        return state == WAITING;
    }

    /** Whether all bytes have arrived, and only the file is still to be put in place, or closed: too late to abort. */
    public final boolean isPastAborting() {
        return state == FINISHING && isComplete();
    }

    /**
     * Whether a client that is gone means its end: one that is killed ends the data as if they were complete, and only that it ends
     * its other connections as well tells the difference.
     */
    public abstract boolean diesWithItsClient();

    // ---- for the kinds of transfer ----

    /** Moves what can be moved at once and asks for readiness, or a turn, if that was not all. */
    abstract void begin() throws IOException;

    /** It is the transfer's turn: moves what it may, and asks for readiness if that was not all. */
    abstract void move() throws IOException;

    /** Gives back the memory that moving took, before the file is let go of. */
    abstract void giveBackMemory();

    /** Whether {@link #letGo} may take long, and so belongs on the pool. */
    abstract boolean mayBlockToLetGo();

    /**
     * Lets go of the file, on the loop or on the pool.
     *
     * @param complete whether all bytes were moved; an upload then puts its file in place
     * @throws IOException when that fails: a transfer that was complete then ends as {@link Kind#STORAGE_FAILED}
     */
    abstract void letGo(boolean complete) throws IOException;

    /** The transfer was aborted while {@code underWay} is on the pool. */
    void abandon(PoolJob underWay) {
        underWay.cancel();
    }

    /** Lets {@link #move} run soon, if the transfer then still moves bytes. */
    final void askForTurn() {
        if (!askedForTurn) {
            askedForTurn = true;
            resources.scheduler().ask(turn);
        }
    }

    private void takeTurn() {
        askedForTurn = false;
        soon(this::move);
    }

    /** Runs {@code step}, which was put off, if the transfer still moves bytes. */
    final void soon(Step step) {
        if (state == MOVING) {
            step(step);
        }
    }

    /** Some of the work. */
    interface Step {
        void run() throws IOException;
    }

    /** Whatever goes wrong in a step ends this transfer, and nothing else. */
    private void step(Step step) {
        try {
            step.run();
        } catch (StorageException e) {
            conclude(Kind.STORAGE_FAILED, e);
        } catch (Throwable e) {
            conclude(Kind.CONNECTION_LOST, Failure.survivable(e));
        }
        // A connection may have said already, from within the step, that it broke.
        if (outcome.isPresent() && !state.isOver()) {
            settle();
        }
    }

    final Transport connection() {
        return connection;
    }

    /** The transfer ends when this step has returned; {@code kind} says how. */
    final void conclude(Kind kind) {
        conclude(kind, Optional.empty());
    }

    /** The transfer ends when this step has returned, because of {@code cause}; {@code kind} says what is to blame. */
    final void conclude(Kind kind, Exception cause) {
        conclude(kind, Optional.of(cause));
    }

    /** Runs {@code work} on the pool, the connection resting meanwhile, and then {@code next} on the loop unless the transfer ended. */
    final <T> void onPool(Callable<T> work, Continuation<T> next) throws IOException {
        connection.want(0);
        try {
            job.begin(
                    work,
                    value -> back(() -> next.run(value)),
                    cause -> back(() -> conclude(Kind.STORAGE_FAILED, cause)));
        } catch (IOException e) {
            conclude(Kind.STORAGE_FAILED, e);
            return;
        }
        become(ON_POOL);
    }

    /** What follows a job on the pool. */
    interface Continuation<T> {
        void run(T value) throws IOException;
    }

    private void back(Step step) {
        if (outcome.isPresent()) {
            finish();
        } else {
            become(MOVING);
            step(step);
        }
    }

    // ---- the end ----

    private void end(Kind kind, Optional<Exception> cause) {
        if (outcome.isEmpty()) {
            conclude(kind, cause);
            settle();
        }
    }

    /** What is said first holds: what goes wrong after it only follows from it. */
    private void conclude(Kind kind, Optional<Exception> cause) {
        if (outcome.isEmpty()) {
            outcome = Optional.of(progress.outcome(kind, cause));
        }
    }

    /** How it ends has just become certain. */
    private void settle() {
        if (state != WAITING) {
            resources.scheduler().ended();
            owner.released(connection, isComplete());
        }
        if (state == ON_POOL) {
            abandon(job);
        } else {
            finish();
        }
    }

    private boolean isComplete() {
        return outcome.orElseThrow().isComplete();
    }

    private void finish() {
        become(FINISHING);
        giveBackMemory();
        if (mayBlockToLetGo() && isLetGoOnPool(isComplete())) {
            return;
        }
        try {
            letGo(isComplete());
        } catch (Throwable e) {
            failedAtLast(Failure.survivable(e));
        }
        tell();
    }

    private boolean isLetGoOnPool(boolean complete) {
        try {
            job.begin(
                    () -> {
                        letGo(complete);
                        return complete;
                    },
                    done -> tell(),
                    cause -> {
                        failedAtLast(cause);
                        tell();
                    });
            return true;
        } catch (IOException e) {
            failedAtLast(e);
            return false;
        }
    }

    private void failedAtLast(Exception cause) {
        if (isComplete()) {
            outcome = outcome.map(moved -> moved.failed(Kind.STORAGE_FAILED, Optional.of(cause)));
        }
    }

    private void tell() {
        become(ENDED);
        owner.ended(outcome.orElseThrow());
    }

    private void become(TransferState next) {
        state = state.to(next);
    }
}
