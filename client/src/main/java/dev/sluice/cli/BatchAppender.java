package dev.sluice.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes log lines on a thread of its own, many with one system call, so that neither a slow terminal nor a full disk holds up those who
 * log. The thread rests between two batches: a caller finds it asleep a few dozen times a second at most, and waking it is what costs.
 *
 * <p>The queue is bounded. When it is full, lines are lost rather than clients, and how many is written in their place.
 */
final class BatchAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final int QUEUE = 8192;
    private static final int BUFFER = 64 * 1024;
    private static final long REST_MILLIS = 20;
    private static final long FAREWELL_MILLIS = 2000;

    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream out;
    private final Thread writer;

    /** Writes to {@code stream}, which is flushed but never closed here. */
    BatchAppender(Encoder<ILoggingEvent> encoder, OutputStream stream) {
        this.encoder = encoder;
        this.out = new BufferedOutputStream(stream, BUFFER);
        this.writer = new Thread(this::write, "sluice-log");
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        if (!queue.offer(event)) {
            lost.incrementAndGet();
        }
    }

    private void write() {
        List<ILoggingEvent> batch = new ArrayList<>();
        try {
            while (isStarted()) {
                batch.add(queue.take());
                writeOut(batch);
                Thread.sleep(REST_MILLIS);
            }
        } catch (InterruptedException e) {
            addInfo("stopping");
        }
        writeOut(batch);
    }

    /** Writes {@code batch} and what else waits, and empties it. */
    private void writeOut(List<ILoggingEvent> batch) {
        queue.drainTo(batch);
        try {
            for (ILoggingEvent event : batch) {
                out.write(encoder.encode(event));
            }
            long missing = lost.getAndSet(0);
            if (missing > 0) {
                out.write((missing + " lines of the log were lost: they came faster than they could be written\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        } catch (IOException e) {
            addError("log lines were lost", e);
        } finally {
            batch.clear();
        }
    }

    /** Writes what is still queued, for two seconds at most. */
    @Override
    public void stop() {
        super.stop();
        writer.interrupt();
        try {
            writer.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
