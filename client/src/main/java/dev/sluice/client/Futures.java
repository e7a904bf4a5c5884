package dev.sluice.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

/** What {@link CompletableFuture} lacks. */
public final class Futures {

    private Futures() {}

    /** The cause that a future was completed with, whatever it and others wrapped around it on the way. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * Runs {@code action} with the value or the unwrapped failure (the other is null) when {@code future} ends, on the
     * thread that ends it. An exception of the action itself is a bug and goes to that thread's handler for those.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the action is the end of the chain
    public static <T> void whenEnded(CompletableFuture<T> future, BiConsumer<? super T, Throwable> action) {
        future.whenComplete((value, failure) -> {
            try {
                action.accept(value, failure == null ? null : cause(failure));
            } catch (RuntimeException e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        });
    }
}
