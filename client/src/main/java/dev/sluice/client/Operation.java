package dev.sluice.client;

import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One thing a session does. It is the caller's future and the session's state machine in one: the session calls {@link
 * #start} when it is this operation's turn, then {@link #reply} for each reply, until the operation calls {@link #succeed}
 * or {@link #fail}.
 *
 * <p>A caller who completes the future from outside, by {@link #cancel} or a deadline ({@link #orTimeout}), thereby
 * abandons the operation: what is queued is dropped, what runs is brought to an end that leaves the session usable.
 *
 * <p>Thread rule: the loop's thread only, but for the methods of CompletableFuture.
 */
abstract class Operation<T> extends CompletableFuture<T> {

    private final Session session;
    private final String name;

    /**
     * Prepares an operation.
     *
     * @param name what error messages call it: its command, without secrets
     */
    Operation(Session session, String name) {
        this.session = session;
        this.name = name;
    }

    /** Begins; an exception fails the operation. */
    abstract void start() throws IOException;

    /** Takes a reply; an exception fails the operation. */
    abstract void reply(Reply reply) throws IOException;

    /** The caller has given up on an operation that runs. It must still come to its end; by default its reply does that. */
    void abandon() {}

    /** Lets go of files and connections after a failure, also when it never began. Throws nothing. */
    void release() {}

    final Session session() {
        return session;
    }

    final String name() {
        return name;
    }

    final void succeed(T value) {
        session.ended(this, () -> super.complete(value));
    }

    /** Fails with {@code cause}, or with an IOException that says so if that is a bug. */
    final void fail(Exception cause) {
        IOException failure =
                cause instanceof IOException io ? io : new IOException(name + ": internal error: " + cause, cause);
        release();
        session.ended(this, () -> super.completeExceptionally(failure));
    }

    /** Ends an operation that never began. */
    final void refuse(IOException cause) {
        release();
        super.completeExceptionally(cause);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return abandonIf(super.cancel(mayInterruptIfRunning));
    }

    @Override
    public boolean complete(T value) {
        return abandonIf(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable cause) {
        return abandonIf(super.completeExceptionally(cause));
    }

    private boolean abandonIf(boolean completed) {
        if (completed) {
            session.abandon(this);
        }
        return completed;
    }
}
