package dev.sluice.transfer;

import dev.sluice.loop.EventLoop;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.util.Optional;

/**
 * How many bytes a transfer has moved, and when; in nanoseconds of the loop's clock.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class TransferProgress {

    private final EventLoop loop;
    private long bytes;
    private long beganAt;
    private long lastAt;

    /** That of a transfer that was made now and has not begun. */
    TransferProgress(EventLoop loop) {
        this.loop = loop;
        began();
    }

    void began() {
        beganAt = loop.now();
        lastAt = beganAt;
    }

    void moved(long count) {
        bytes += count;
        lastAt = loop.now();
    }

    long bytes() {
        return bytes;
    }

    /** When the last byte moved, or the transfer began, or was made. */
    long lastAt() {
        return lastAt;
    }

    /** Nanoseconds since the transfer began. */
    long elapsed() {
        return loop.now() - beganAt;
    }

    /** What is to be said of it if it ends like this. */
    TransferOutcome outcome(Kind kind, Optional<Exception> cause) {
        return new TransferOutcome(kind, bytes, lastAt - beganAt, cause);
    }
}
