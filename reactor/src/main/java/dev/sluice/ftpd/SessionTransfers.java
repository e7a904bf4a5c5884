package dev.sluice.ftpd;

import dev.sluice.transfer.FileUpload;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferOutcome;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data side of a session: its data connection, and the one transfer that may be under way. Says in replies how transfers begin and
 * end.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class SessionTransfers {

    private static final Logger log = LoggerFactory.getLogger(SessionTransfers.class);

    /** How long it may take to put in place what has arrived whole: with fsync, and on a slow disk, that is longer than any stall. */
    private static final long PUBLISHING_NANOS = Duration.ofMinutes(15).toNanos();

    private final FtpSession session;
    private final Duration patience;
    private final DataRendezvous data;
    private Optional<RunningTransfer> running = Optional.empty();
    private boolean aborting;
    private boolean expired;
    private long expiredAt;
    private int count;

    /** A transfer and what is said of it in logs. */
    record RunningTransfer(Transfer transfer, TransferLog.Subject subject) {}

    SessionTransfers(FtpSession session, FtpService service) {
        this.session = session;
        this.patience = service.settings().dataTimeout();
        this.data = new DataRendezvous(service.services().network());
    }

    /** Begins a transfer, as {@link FtpSession#transfer} says. */
    void begin(String opening, TransferLog.Subject subject, Function<Consumer<TransferOutcome>, Transfer> make) {
        Transfer transfer = make.apply(this::ended);
        count++;
        expired = false;
        running = Optional.of(new RunningTransfer(transfer, subject));
        session.reply(150, opening);
        data.begin(transfer, patience.toNanos());
    }

    /** Whatever goes wrong here is the session's fault and not the transfer's, which would take it for its own. */
    private void ended(TransferOutcome outcome) {
        session.guard(() -> sayEnd(outcome));
    }

    private void sayEnd(TransferOutcome outcome) {
        TransferLog.Subject subject = running.orElseThrow().subject();
        running = Optional.empty();
        data.clear();
        session.service().transferLog().ended(session, subject, outcome);
        outcome.cause()
                .filter(cause -> !(cause instanceof IOException))
                .ifPresent(cause -> log.error("Session {}: a transfer failed", session.id(), cause));
        if (session.isOver()) {
            return;
        }
        session.reply(Replies.ofTransfer(subject, outcome, patience));
        if (aborting) {
            aborting = false;
            session.reply(
                    226,
                    outcome.isComplete()
                            ? "The transfer was complete already."
                            : "Transfer aborted; ready for the next command.");
        }
        session.done();
    }

    /** ABOR: ends the transfer, or drops the data connection that waits for one. The reply to ABOR is always the last. */
    void abort() {
        if (running.isPresent()) {
            aborting = true;
            running.get().transfer().abort(Kind.ABORTED);
        } else {
            data.clear();
            session.reply(226, "No transfer to abort.");
        }
    }

    /**
     * The client has ended its control connection. One that is killed in the middle of an upload ends both connections: what it sent
     * so far is not the file.
     */
    void clientGone() {
        if (running.isPresent() && running.get().transfer() instanceof FileUpload upload) {
            upload.abort(Kind.ABORTED);
        }
    }

    /** The session is gone, and whatever is under way with it. */
    void end() {
        running.map(RunningTransfer::transfer).ifPresent(transfer -> {
            transfer.abort(Kind.ABORTED);
            session.jobs().giveUpLater(transfer::giveUp);
        });
        data.clear();
    }

    /** Whether there is a transfer that a command may still end or ask about. */
    boolean isOpenToCommands() {
        return running.isPresent() && !aborting;
    }

    /** Nanoseconds until the transfer has waited for too long, by the loop's {@code now}. */
    long timeLeft(long now) {
        if (running.isEmpty()) {
            return Long.MAX_VALUE; // It begins, or has just ended.
        } else if (expired) {
            return expiredAt + Deadlines.FAREWELL_NANOS - now;
        }
        Transfer transfer = running.get().transfer();
        long most = transfer.isPastAborting() ? PUBLISHING_NANOS : patience.toNanos();
        return transfer.progressAt() + most - now;
    }

    /** The transfer has waited for too long: it is aborted. Returns whether it does not end, because the disk does not answer. */
    boolean timeOut() {
        if (expired) {
            running.ifPresent(current -> current.transfer().giveUp());
            return true;
        }
        expired = true;
        expiredAt = session.loop().now();
        running.map(RunningTransfer::transfer)
                .ifPresent(transfer -> transfer.abort(transfer.isStarted() ? Kind.STALLED : Kind.NOT_CONNECTED));
        return false;
    }

    /** How the client's next data connection is to be made. */
    DataRendezvous data() {
        return data;
    }

    /** The transfer under way. */
    Optional<RunningTransfer> running() {
        return running;
    }

    /** Transfers so far. */
    int count() {
        return count;
    }
}
