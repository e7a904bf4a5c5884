package dev.sluice.server;

import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Transport;

/**
 * A client that was let in: its connection, and its place among those who are here. To be closed when its session is over.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class Admitted implements AutoCloseable {

    /** What a session counts for as long as it holds nothing in particular. */
    static final int SESSION_BYTES = 8 * 1024;

    private final Admission admission;
    private final Transport connection;
    private final MemoryBudget.Account memory;
    private boolean closed;

    /** From {@code memory} {@link #SESSION_BYTES} were borrowed. */
    Admitted(Admission admission, Transport connection, MemoryBudget.Account memory) {
        this.admission = admission;
        this.connection = connection;
        this.memory = memory;
    }

    /** The connection, which rests. */
    public Transport connection() {
        return connection;
    }

    /** What the session may borrow from the memory of all. */
    public MemoryBudget.Account memory() {
        return memory;
    }

    /** Gives back the place; the connection is its session's to close. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.giveBack(SESSION_BYTES);
            memory.close();
            admission.leave(connection.remoteAddress().getAddress());
        }
    }
}
