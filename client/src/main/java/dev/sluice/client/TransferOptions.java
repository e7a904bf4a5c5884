package dev.sluice.client;

import dev.sluice.net.RateLimit;
import java.util.Objects;

/**
 * How one transfer goes.
 *
 * @param offset the byte of the remote file to begin at (REST); the caller positions the other end
 * @param type the representation
 * @param limit how fast it may go; transfers that share a limit share its rate
 * @param progress is told of every step
 */
public record TransferOptions(long offset, TransferType type, RateLimit limit, Progress progress) {

    /** The whole file, binary, as fast as it goes, nobody watching. */
    public static final TransferOptions DEFAULT =
            new TransferOptions(0, TransferType.BINARY, RateLimit.NONE, Progress.NONE);

    /** Checks that nothing is missing and the offset is not negative. */
    public TransferOptions {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(progress, "progress");
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative: " + offset);
        }
    }

    /** The same from another byte on. */
    public TransferOptions withOffset(long newOffset) {
        return new TransferOptions(newOffset, type, limit, progress);
    }

    /** The same in another representation. */
    public TransferOptions withType(TransferType newType) {
        return new TransferOptions(offset, newType, limit, progress);
    }

    /** The same at another rate. */
    public TransferOptions withLimit(RateLimit newLimit) {
        return new TransferOptions(offset, type, newLimit, progress);
    }

    /** The same, watched by somebody else. */
    public TransferOptions withProgress(Progress newProgress) {
        return new TransferOptions(offset, type, limit, newProgress);
    }
}
