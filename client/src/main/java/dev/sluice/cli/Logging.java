package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logging for the command line: warnings to standard error; for a server also a line per session and transfer. In Java rather than XML,
 * which would cost a fifth of the start-up time; found by Logback as a service.
 *
 * <p>A server's lines are written by a {@link BatchAppender}, so that a slow terminal or disk never holds up the loop.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String LINE = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        console.setContext(context);
        console.setEncoder(encoder(context, LINE));
        console.start();
        root(context).addAppender(console);
        root(context).setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Logs as a server does.
     *
     * @throws IOException when the xferlog cannot be opened
     */
    static void serve(boolean verbose, Optional<Path> xferlog) throws IOException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = root(context);
        root.detachAndStopAllAppenders();
        root.addAppender(batched(context, LINE, new FileOutputStream(FileDescriptor.err)));
        context.getLogger("dev.sluice").setLevel(verbose ? Level.DEBUG : Level.INFO);
        ch.qos.logback.classic.Logger transfers = context.getLogger("dev.sluice.xferlog");
        transfers.setAdditive(false);
        transfers.setLevel(Level.OFF);
        if (xferlog.isPresent()) {
            transfers.addAppender(batched(
                    context, "%msg%n", new FileOutputStream(xferlog.get().toFile(), true)));
            transfers.setLevel(Level.INFO);
        }
    }

    private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    private static Appender<ILoggingEvent> batched(LoggerContext context, String pattern, OutputStream out) {
        BatchAppender appender = new BatchAppender(encoder(context, pattern), out);
        appender.setContext(context);
        appender.start();
        return appender;
    }

    private static ch.qos.logback.classic.Logger root(LoggerContext context) {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    /** Writes what is still queued; at the end of the process. */
    static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
