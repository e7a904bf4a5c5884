package dev.sluice.client;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Offload;
import dev.sluice.loop.Ticker;
import dev.sluice.net.BufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.LoggerFactory;

/**
 * An event loop with the buffers that all sessions on it share. Buffers are borrowed for one call, so ten thousand idle
 * sessions hold none.
 */
public final class ClientLoop implements AutoCloseable {

    private static final int CONTROL_BYTES = 8 * 1024;
    private static final int DATA_BYTES = 256 * 1024;
    private static final int KEPT_DATA_BUFFERS = 2;
    private static final int OFFLOAD_THREADS = 2;
    private static final int OFFLOAD_QUEUE = 1024;

    private final EventLoop loop;
    private final BufferPool controlBuffers;
    private final BufferPool dataBuffers;
    private final Offload offload;

    /** Uses a loop that somebody else turns. */
    public ClientLoop(EventLoop loop) {
        this.loop = loop;
        this.controlBuffers = new BufferPool(loop, CONTROL_BYTES, KEPT_DATA_BUFFERS);
        this.dataBuffers = new BufferPool(loop, DATA_BYTES, KEPT_DATA_BUFFERS);
        this.offload = Offload.pool(loop, OFFLOAD_THREADS, OFFLOAD_QUEUE);
    }

    /** Starts a loop with a daemon thread of its own, which ends at {@link #close}. */
    public static ClientLoop start(String name) throws IOException {
        EventLoop loop = EventLoop.open(
                name,
                Ticker.SYSTEM,
                (task, cause) -> LoggerFactory.getLogger(ClientLoop.class).error("{} failed in {}", name, task, cause));
        Thread thread = new Thread(loop::run, name);
        thread.setDaemon(true);
        thread.start();
        return new ClientLoop(loop);
    }

    /** The loop. */
    public EventLoop loop() {
        return loop;
    }

    /** Runs {@code task} on the loop's thread: at once if that is this one, else in a later turn. Any thread. */
    void execute(Runnable task) {
        if (loop.isLoopThread()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** Runs {@code task} on the loop after a pause. On the loop's thread. */
    void executeAfter(long nanos, Runnable task) {
        loop.timer("client pause", task).fireAfter(nanos);
    }

    /** Does {@code work}, which may block, on a small pool; the result completes on the loop. On the loop's thread. */
    <T> CompletableFuture<T> offload(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        offload.submit(work, new Offload.Outcome<T>() {
            @Override
            public void done(T value) {
                result.complete(value);
            }

            @Override
            public void failed(Exception cause) {
                result.completeExceptionally(cause);
            }
        });
        return result;
    }

    /** Ends the loop and closes every connection on it. */
    @Override
    public void close() {
        offload.close();
        loop.close();
    }

    ByteBuffer takeControlBuffer() {
        return controlBuffers.take();
    }

    void giveBackControlBuffer(ByteBuffer buffer) {
        controlBuffers.giveBack(buffer);
    }

    ByteBuffer takeDataBuffer() {
        return dataBuffers.take();
    }

    void giveBackDataBuffer(ByteBuffer buffer) {
        dataBuffers.giveBack(buffer);
    }
}
