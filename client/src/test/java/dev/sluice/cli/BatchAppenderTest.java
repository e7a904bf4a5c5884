package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BatchAppenderTest {

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void prepareContext() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private BatchAppender started(OutputStream out) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        BatchAppender appender = new BatchAppender(encoder, out);
        appender.setContext(context);
        appender.start();
        return appender;
    }

    private void log(BatchAppender appender, String message) {
        appender.doAppend(new LoggingEvent("", context.getLogger("test"), Level.INFO, message, null, null));
    }

    @Test
    void shouldWriteEveryLineInOrderBeforeItStops() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchAppender appender = started(out);
        List<String> lines = IntStream.range(0, 5000).mapToObj(i -> "line " + i).toList();
        lines.forEach(line -> log(appender, line));

        appender.stop();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .hasLineCount(5000)
                .isEqualToIgnoringNewLines(String.join("\n", lines));
    }

    @Test
    void shouldWriteALineSoonWithoutBeingStopped() throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        BatchAppender appender = started(new OutputStream() {
            @Override
            public void write(int b) {
                written.countDown();
            }
        });

        log(appender, "line");
        written.await();

        appender.stop();
    }

    @Test
    void shouldLoseLinesRatherThanWaitAndSayHowMany() throws InterruptedException {
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchAppender appender = started(new StallingOnce(out, stalled, goOn));
        log(appender, "first");
        stalled.await();

        IntStream.range(0, 10_000).forEach(i -> log(appender, "line"));
        goOn.countDown();
        appender.stop();

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).hasLineCount(8192 + 2).contains((10_000 - 8192) + " lines of the log were lost");
    }

    @Test
    void shouldGoOnAfterAFailedWrite() {
        AtomicInteger failures = new AtomicInteger();
        BatchAppender appender = started(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                failures.incrementAndGet();
                throw new IOException("disk full");
            }
        });

        log(appender, "line");
        appender.stop();

        assertThat(failures).hasPositiveValue();
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .anySatisfy(status -> assertThat(status.getMessage()).contains("lines were lost"));
    }

    /** A disk that does not answer, until it does. */
    private static final class StallingOnce extends OutputStream {
        private final OutputStream out;
        private final CountDownLatch stalled;
        private final CountDownLatch goOn;

        StallingOnce(OutputStream out, CountDownLatch stalled, CountDownLatch goOn) {
            this.out = out;
            this.stalled = stalled;
            this.goOn = goOn;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            stalled.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            out.write(bytes, from, count);
        }
    }
}
