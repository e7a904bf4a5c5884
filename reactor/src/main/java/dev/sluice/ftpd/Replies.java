package dev.sluice.ftpd;

import dev.sluice.ftp.QuotedPath;
import dev.sluice.ftp.Reply;
import dev.sluice.storage.StorageException;
import dev.sluice.transfer.TransferOutcome;
import dev.sluice.transfer.TransferSubject;
import dev.sluice.transfer.TransferSubject.Naming;
import java.time.Duration;

/** The reply codes for what can go wrong (RFC 959 §4.2, RFC 1123 §4.1). */
final class Replies {

    private Replies() {}

    /** The code for a refusal by the storage. */
    static int codeFor(StorageException.Reason reason) {
        return switch (reason) {
            case NOT_FOUND, NOT_A_DIRECTORY, IS_A_DIRECTORY, NOT_A_FILE, NOT_EMPTY, EXISTS, DENIED, READ_ONLY -> 550;
            case BUSY, OVERLOADED -> 450;
            case NO_SPACE -> 452;
            case BAD_NAME -> 553;
            case BAD_RANGE -> 554;
            case IO -> 451;
        };
    }

    /** The reply to a command that the storage refuses. */
    static Reply ofRefusal(StorageException refusal, boolean guest) {
        // The message tells who is at a file, and guests need not learn whom there is.
        String text = guest && refusal.reason() == StorageException.Reason.BUSY
                ? "Another client is at it just now; try again later."
                : refusal.getMessage();
        return Reply.of(codeFor(refusal.reason()), text);
    }

    /** The reply at the end of a transfer. */
    static Reply ofTransfer(TransferSubject subject, TransferOutcome outcome, Duration patience) {
        return switch (outcome.kind()) {
            case COMPLETE -> Reply.of(226, "Transfer complete: " + outcome.bytes() + " bytes" + where(subject) + ".");
            case ABORTED -> Reply.of(426, "Transfer aborted after " + outcome.bytes() + " bytes.");
            case NOT_CONNECTED ->
                Reply.of(425, "No data connection came within " + patience.toSeconds() + " s, or it was refused.");
            case CONNECTION_LOST -> Reply.of(426, "The data connection broke after " + outcome.bytes() + " bytes.");
            case STALLED -> Reply.of(426, "No byte moved for " + patience.toSeconds() + " s; transfer aborted.");
            case TRUNCATED ->
                Reply.of(451, "The file became shorter during the transfer; only " + outcome.bytes() + " bytes sent.");
            case NO_MEMORY ->
                Reply.of(outcome.bytes() == 0 ? 425 : 451, "The server has no memory for it now; try again later.");
            case STORAGE_FAILED -> storageFailed(outcome);
        };
    }

    /** Many clients keep the last reply only, and would never know a name that they did not choose. */
    private static String where(TransferSubject subject) {
        return subject.naming() == Naming.BY_SERVER
                ? " in " + QuotedPath.quote(subject.path().toString())
                : "";
    }

    private static Reply storageFailed(TransferOutcome outcome) {
        if (outcome.cause().orElse(null) instanceof StorageException e) {
            // Whatever it is, it came in the middle of a transfer, where only these two codes are known.
            int code = e.reason() == StorageException.Reason.NO_SPACE ? 452 : 451;
            return Reply.of(code, e.getMessage());
        }
        return Reply.of(451, "Reading or writing the file failed after " + outcome.bytes() + " bytes.");
    }
}
