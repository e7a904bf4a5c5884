package dev.sluice.transfer;

import dev.sluice.loop.Offload;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * What a transfer has on the pool, one job at a time.
 *
 * <p>Thread rule: the loop's thread only, where it also tells what came of a job.
 */
final class PoolJob {

    private final Offload offload;
    private Optional<Offload.Job> last = Optional.empty();

    PoolJob(Offload offload) {
        this.offload = offload;
    }

    /**
     * Runs {@code work} on the pool and tells one of the two what came of it.
     *
     * @throws IOException when the pool has no room: nobody is told then
     */
    <T> void begin(Callable<T> work, Consumer<T> done, Consumer<Exception> failed) throws IOException {
        try {
            last = Optional.of(offload.submit(work, new Offload.Outcome<T>() {
                @Override
                public void done(T value) {
                    done.accept(value);
                }

                @Override
                public void failed(Exception cause) {
                    failed.accept(cause);
                }
            }));
        } catch (RejectedExecutionException e) {
            throw new StorageException(Reason.OVERLOADED, "The server is busy; try again in a moment.");
        }
    }

    /** Nobody wants its result: it is not begun any more. */
    void cancel() {
        last.ifPresent(Offload.Job::cancel);
    }

    /** It does not come back: others get its thread's place. */
    void giveUp() {
        last.ifPresent(Offload.Job::giveUp);
    }
}
