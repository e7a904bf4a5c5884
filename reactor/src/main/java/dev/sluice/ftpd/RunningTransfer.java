package dev.sluice.ftpd;

import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.Transport;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferOutcome;
import dev.sluice.transfer.TransferOutcome.Kind;
import dev.sluice.transfer.TransferOwner;
import dev.sluice.transfer.TransferSubject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A transfer of a session from its 150 to its last reply. It is over when its file is in place, dropped or closed <em>and</em> its data
 * connection is closed, not before the system has got all of it.
 *
 * <p>Whatever goes wrong here is the session's fault and not the transfer's.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class RunningTransfer implements TransferOwner, ReadyHandler {

    /** How long it may take to put in place what has arrived whole: with fsync, and on a slow disk, that is longer than any stall. */
    private static final long PUBLISHING_NANOS = Duration.ofMinutes(15).toNanos();

    private enum Phase {
        /** Nobody wants it to end early. */
        UNDER_WAY,
        /** ABOR has come, and is answered when it has ended. */
        ABORTED,
        /** It has waited for too long and was aborted; its disk has some seconds left to answer. */
        EXPIRED
    }

    /** What became of a connection that had taken everything. */
    private record Loss(Kind kind, Optional<Exception> cause) {}

    private final Transfer transfer;
    private final TransferSubject subject;
    private final long patience;
    private final Executor guard;
    private final BooleanSupplier clientThere;
    private final Consumer<TransferOutcome> over;
    private Phase phase = Phase.UNDER_WAY;
    private long expiredAt;
    private Optional<Transport> finishing = Optional.empty();
    private Optional<Loss> loss = Optional.empty();
    private Optional<TransferOutcome> outcome = Optional.empty();

    /**
     * A transfer that has not begun.
     *
     * @param patience how many nanoseconds may pass without a byte, or a connection
     * @param guard runs what the session does about it, and takes what is thrown there upon itself
     * @param clientThere whether the client has not ended its control connection, as far as a look tells
     * @param over told once when all is over
     */
    RunningTransfer(
            Transfer transfer,
            TransferSubject subject,
            Duration patience,
            Executor guard,
            BooleanSupplier clientThere,
            Consumer<TransferOutcome> over) {
        this.transfer = transfer;
        this.subject = subject;
        this.patience = patience.toNanos();
        this.guard = guard;
        this.clientThere = clientThere;
        this.over = over;
    }

    Transfer transfer() {
        return transfer;
    }

    TransferSubject subject() {
        return subject;
    }

    /** ABOR: it ends now, if it can. */
    void abort() {
        phase = Phase.ABORTED;
        end(Kind.ABORTED);
    }

    boolean isAborted() {
        return phase == Phase.ABORTED;
    }

    /** Whether a command may still end it, or ask about it. */
    boolean isOpenToCommands() {
        return phase == Phase.UNDER_WAY;
    }

    /** Ends it now, if it can; {@code kind} says why. */
    void end(Kind kind) {
        transfer.abort(kind);
        lose(kind, Optional.empty());
    }

    /** Nanoseconds until it has waited for too long, by the loop's {@code now}. */
    long timeLeft(long now) {
        long most = subject.isUpload() && transfer.isPastAborting() ? PUBLISHING_NANOS : patience;
        return switch (phase) {
            case UNDER_WAY -> transfer.progressAt() + most - now;
            case ABORTED -> transfer.progressAt() + most + Deadlines.FAREWELL_NANOS - now;
            case EXPIRED -> expiredAt + Deadlines.FAREWELL_NANOS - now;
        };
    }

    /** It has waited for too long, and is aborted. Returns whether it was before, and does not end because the disk does not answer. */
    boolean timeOut(long now) {
        if (phase != Phase.UNDER_WAY) {
            transfer.giveUp();
            return true;
        }
        phase = Phase.EXPIRED;
        expiredAt = now;
        end(transfer.isWaiting() ? Kind.NOT_CONNECTED : Kind.STALLED);
        return false;
    }

    // ---- the transfer ends ----

    @Override
    public void released(Transport connection, boolean intact) {
        guard.execute(() -> {
            if (intact) {
                finish(connection);
            } else {
                connection.close();
            }
        });
    }

    @Override
    public boolean isClientThere() {
        return clientThere.getAsBoolean();
    }

    @Override
    public void ended(TransferOutcome how) {
        guard.execute(() -> {
            outcome = Optional.of(how);
            tellIfOver();
        });
    }

    // ---- its connection ends ----

    private void finish(Transport connection) {
        finishing = Optional.of(connection);
        connection.handler(this);
        try {
            connection.finish(() -> guard.execute(this::finished));
        } catch (IOException e) {
            failed(e);
        }
    }

    private void finished() {
        finishing.ifPresent(Transport::close);
        finishing = Optional.empty();
        tellIfOver();
    }

    @Override
    public void failed(Exception cause) {
        guard.execute(() -> lose(Kind.CONNECTION_LOST, Optional.of(cause)));
    }

    private void lose(Kind kind, Optional<Exception> cause) {
        if (finishing.isPresent()) {
            loss = Optional.of(new Loss(kind, cause));
            finished();
        }
    }

    /** It waits for nothing but the end of its output, which {@link Transport#finish} tells. */
    @Override
    public void ready(int readyOps) {}

    @Override
    public String name() {
        return "end of transfer";
    }

    private void tellIfOver() {
        if (outcome.isPresent() && finishing.isEmpty()) {
            TransferOutcome last = outcome.get();
            over.accept(
                    // What has arrived has arrived, whatever became of our own end of the output.
                    last.isComplete() && loss.isPresent() && !subject.isUpload()
                            ? last.failed(loss.get().kind(), loss.get().cause())
                            : last);
        }
    }
}
