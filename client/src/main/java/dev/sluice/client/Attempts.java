package dev.sluice.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One thing done until it succeeds, fails for good, or has failed too often without any progress.
 *
 * <p>Thread rule: {@link #begin} on any thread, all else on the loop's.
 */
final class Attempts<T> {

    private final ClientLoop loop;
    private final Retry retry;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private Supplier<CompletableFuture<T>> attempt;
    private CompletableFuture<T> running = new CompletableFuture<>();
    private boolean progressed;
    private int failures;

    Attempts(ClientLoop loop, Retry retry) {
        this.loop = loop;
        this.retry = retry;
    }

    /** The progress of {@code options}, watched: an attempt that moved bytes is no failure in a row. */
    Progress watch(TransferOptions options) {
        Progress watcher = options.progress();
        return new Progress() {
            @Override
            public void began(long offset) {
                watcher.began(offset);
            }

            @Override
            public void moved(long bytes) {
                progressed = true;
                watcher.moved(bytes);
            }
        };
    }

    /** Makes the first attempt; cancelling the result gives up the attempt that runs then. */
    CompletableFuture<T> begin(Supplier<CompletableFuture<T>> newAttempt) {
        attempt = newAttempt;
        Futures.whenEnded(result, (value, failure) -> loop.execute(() -> running.cancel(true)));
        return loop.begin(result, this::next);
    }

    private void next() {
        if (result.isDone()) {
            return;
        }
        progressed = false;
        running = attempt.get();
        Futures.whenEnded(running, (value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                failed(failure);
            }
        });
    }

    private void failed(Throwable cause) {
        failures = progressed ? 1 : failures + 1;
        if (failures < retry.attempts() && Retry.isWorthwhile(cause)) {
            loop.executeAfter(retry.pauseNanos(failures, loop.random()), this::next);
        } else {
            result.completeExceptionally(cause);
        }
    }
}
