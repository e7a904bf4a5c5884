package dev.sluice.server;

import dev.sluice.transfer.FileUpload;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferOutcome;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The data side of a session: its data connection, and the one transfer that may be under way. Says in replies how transfers begin and
 * end.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class SessionTransfers {

    private final FtpSession session;
    private final Duration patience;
    private final DataRendezvous data;
    private Optional<RunningTransfer> running = Optional.empty();
    private int aborts;
    private int count;

    /** A transfer and what is said of it in logs. */
    record RunningTransfer(Transfer transfer, TransferLog.Subject subject) {}

    SessionTransfers(FtpSession session, ServerContext server) {
        this.session = session;
        this.patience = server.config().dataTimeout();
        this.data = new DataRendezvous(server.loop());
    }

    /** Begins a transfer, as {@link FtpSession#transfer} says. */
    void begin(String opening, TransferLog.Subject subject, Function<Consumer<TransferOutcome>, Transfer> make) {
        Transfer transfer = make.apply(this::ended);
        count++;
        running = Optional.of(new RunningTransfer(transfer, subject));
        session.reply(150, opening);
        data.begin(transfer, patience.toNanos());
    }

    private void ended(TransferOutcome outcome) {
        TransferLog.Subject subject = running.orElseThrow().subject();
        running = Optional.empty();
        data.clear();
        session.server().transferLog().ended(session, subject, outcome);
        if (session.isOver()) {
            return;
        }
        session.reply(Replies.ofTransfer(subject, outcome, patience));
        for (; aborts > 0; aborts--) {
            session.reply(226, "Transfer aborted; ready for the next command.");
        }
        session.transferDone();
    }

    /** ABOR: ends the transfer, or drops the data connection that waits for one. The reply to ABOR is always the last. */
    void abort() {
        if (running.isPresent()) {
            aborts++;
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
        running.ifPresent(current -> current.transfer().abort(Kind.ABORTED));
        data.clear();
    }

    /** Nanoseconds until the transfer has waited for too long, by the loop's {@code now}. */
    long timeLeft(long now) {
        return running.map(current -> current.transfer().progressAt() - now).orElse(0L) + patience.toNanos();
    }

    /** The transfer has waited for too long. */
    void timeOut() {
        running.map(RunningTransfer::transfer)
                .ifPresent(transfer -> transfer.abort(transfer.isStarted() ? Kind.STALLED : Kind.NOT_CONNECTED));
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
