package dev.sluice.ftpd;

import dev.sluice.server.Client;
import dev.sluice.server.TransferLog;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferOutcome;
import dev.sluice.transfer.TransferOutcome.Kind;
import dev.sluice.transfer.TransferSubject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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

    private final FtpSession session;
    private final TransferLog transferLog;
    private final Duration patience;
    private final DataRendezvous data;
    private Optional<RunningTransfer> running = Optional.empty();
    private int count;

    SessionTransfers(FtpSession session, FtpService service) {
        this.session = session;
        this.transferLog = service.served().transferLog();
        this.patience = service.settings().dataTimeout();
        this.data = new DataRendezvous(service.services().network());
    }

    /** Begins a transfer, as {@link FtpSession#transfer} says. */
    void begin(String opening, TransferSubject subject, Transfer transfer) {
        Client client = session.client(); // who may be gone when it ends
        RunningTransfer next = new RunningTransfer(
                transfer,
                subject,
                patience,
                session::guard,
                () -> session.parting().isClientThere(),
                how -> sayEnd(client, how));
        count++;
        running = Optional.of(next);
        transfer.ownedBy(next);
        session.reply(150, opening);
        data.begin(transfer, patience.toNanos());
    }

    /** The transfer is over, and its connection is closed. */
    private void sayEnd(Client client, TransferOutcome outcome) {
        RunningTransfer ended = running.orElseThrow();
        running = Optional.empty();
        data.clear();
        transferLog.ended(client, "ftp", ended.subject(), outcome);
        outcome.cause()
                .filter(cause -> !(cause instanceof IOException))
                .ifPresent(cause -> log.error("{}: a transfer failed", session, cause));
        if (session.isOver()) {
            return;
        }
        session.reply(Replies.ofTransfer(ended.subject(), outcome, patience));
        if (ended.isAborted()) {
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
        data.clear();
        running.ifPresentOrElse(RunningTransfer::abort, () -> session.reply(226, "No transfer to abort."));
    }

    /**
     * The client has ended its control connection. One that is killed in the middle of an upload ends both connections: what it sent
     * so far is not the file.
     */
    void clientGone() {
        if (running.isPresent() && running.get().transfer().diesWithItsClient()) {
            end(Kind.ABORTED);
        }
    }

    /** The session is gone, and whatever is under way with it. */
    void end() {
        end(Kind.ABORTED);
        running.map(RunningTransfer::transfer)
                .ifPresent(transfer -> session.jobs().giveUpLater(transfer::giveUp));
    }

    /** No connection is to come any more to what ends. */
    private void end(Kind kind) {
        data.clear();
        running.ifPresent(current -> current.end(kind));
    }

    /** Whether there is a transfer that a command may still end or ask about. */
    boolean isOpenToCommands() {
        return running.isPresent() && running.get().isOpenToCommands();
    }

    /** Nanoseconds until the transfer has waited for too long, by the loop's {@code now}. */
    long timeLeft(long now) {
        // None is there while one begins, or when it has just ended.
        return running.isPresent() ? running.get().timeLeft(now) : Long.MAX_VALUE;
    }

    /** The transfer has waited for too long: it is aborted. Returns whether it does not end, because the disk does not answer. */
    boolean timeOut() {
        data.clear();
        return running.isPresent() && running.get().timeOut(session.loop().now());
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
