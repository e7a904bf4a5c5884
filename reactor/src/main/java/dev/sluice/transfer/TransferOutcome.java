package dev.sluice.transfer;

import java.util.Optional;

/**
 * How a transfer ended.
 *
 * @param kind the way it ended
 * @param bytes bytes that went over the data connection
 * @param nanos nanoseconds from the first to the last of them
 * @param cause what failed, unless it ended well or at the client's wish
 */
public record TransferOutcome(Kind kind, long bytes, long nanos, Optional<Exception> cause) {

    /** The ways a transfer can end. */
    public enum Kind {
        /** Everything was sent, or received and put in its place. */
        COMPLETE,
        /** The client asked for the end, or its session ended. */
        ABORTED,
        /** There never was a data connection. */
        NOT_CONNECTED,
        /** The data connection broke. */
        CONNECTION_LOST,
        /** No byte moved for too long. */
        STALLED,
        /** The file is shorter than it was when the transfer began. */
        TRUNCATED,
        /** There was no memory for a buffer. */
        NO_MEMORY,
        /** Reading or writing the file failed. */
        STORAGE_FAILED
    }

    /** Whether the transfer did all it was asked for. */
    public boolean isComplete() {
        return kind == Kind.COMPLETE;
    }

    /** The same bytes, to no avail. */
    public TransferOutcome failed(Kind how, Optional<Exception> why) {
        return new TransferOutcome(how, bytes, nanos, why);
    }
}
