package dev.sluice.transfer;

import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sluice.net.MemoryBudget;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Bytes on their way to a client: those of a file, without a copy where file and connection allow it, or what is made of one; and
 * listings. It is complete when the connection has handed all of them to the system.
 */
public final class Download extends Transfer {

    /** Where the bytes come from. Closed when the transfer ends. */
    public interface Source extends Closeable {
        /**
         * Puts some bytes into {@code target}; none only when it has worked for long enough, and wants to be called again. Called on
         * the pool, never twice at a time.
         *
         * @return false when there will be no more
         */
        boolean fill(ByteBuffer target) throws IOException;

        /** Bytes of memory that filling buffers holds at most. */
        int memory();

        /** The same bytes as they lie in a file, if they do and the system can send them from there. */
        default Optional<Region> region() {
            return Optional.empty();
        }

        /** Whether {@link #close} may take long, and so belongs on the pool. */
        default boolean closeMayBlock() {
            return false;
        }
    }

    /**
     * Bytes in a file.
     *
     * @param start offset of the first one
     * @param end offset after the last one
     */
    public record Region(FileChannel file, long start, long end) {}

    /** How bytes get from the source to the connection. */
    interface Way {
        void begin() throws IOException;

        void move() throws IOException;

        default void giveBackMemory() {}
    }

    private static final Way NOT_STARTED = new Way() {
        @Override
        public void begin() {}

        @Override
        public void move() {}
    };

    private final MemoryBudget.Account memory;
    private final Source source;
    private Way way = NOT_STARTED;

    /** Sends what {@code source} has; if buffers are needed for it, they are borrowed from {@code memory} when the connection is there. */
    public Download(TransferResources resources, MemoryBudget.Account memory, Source source) {
        super(resources);
        this.memory = memory;
        this.source = source;
    }

    @Override
    void begin() throws IOException {
        // Not before there is a connection: only then is it known what can be sent over it without a copy.
        Optional<Region> region = connection().canTransfer() ? source.region() : Optional.empty();
        way = region.isPresent() ? new ZeroCopy(this, region.get()) : new BufferedCopy(this, memory, source);
        way.begin();
    }

    @Override
    void move() throws IOException {
        way.move();
    }

    /** The connection has taken all bytes. The transfer is complete when they have left this process; until then it moves again. */
    void sent() throws IOException {
        boolean flushed = connection().isFlushed();
        connection().want(flushed ? 0 : OP_WRITE);
        if (flushed) {
            conclude(Kind.COMPLETE);
        }
    }

    @Override
    void giveBackMemory() {
        way.giveBackMemory();
    }

    @Override
    boolean mayBlockToLetGo() {
        return source.closeMayBlock();
    }

    @Override
    void letGo(boolean complete) throws IOException {
        source.close();
    }

    @Override
    public boolean diesWithItsClient() {
        return false;
    }

    @Override
    public String name() {
        return "download";
    }
}
