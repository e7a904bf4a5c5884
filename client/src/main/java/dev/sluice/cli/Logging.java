package dev.sluice.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logging for the command line: warnings to standard error; for a server also a line per session and transfer. In Java rather than XML,
 * which would cost a fifth of the start-up time; found by Logback as a service.
 *
 * <p>A server's lines go through a bounded queue to a thread of their own, so that a slow terminal or disk never holds up the loop;
 * when the queue is full, lines are lost rather than clients.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String LINE = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";
    private static final int QUEUE = 8192;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        start(context, console, LINE);
        root(context).addAppender(console);
        root(context).setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logs as a server does. */
    static void serve(boolean verbose, Optional<Path> xferlog) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = root(context);
        root.iteratorForAppenders().forEachRemaining(console -> {
            root.detachAppender(console);
            root.addAppender(queued(context, console));
        });
        context.getLogger("dev.sluice").setLevel(verbose ? Level.DEBUG : Level.INFO);
        ch.qos.logback.classic.Logger transfers = context.getLogger("dev.sluice.xferlog");
        transfers.setAdditive(false);
        transfers.setLevel(Level.OFF);
        xferlog.ifPresent(path -> {
            FileAppender<ILoggingEvent> file = new FileAppender<>();
            file.setFile(path.toString());
            start(context, file, "%msg%n");
            transfers.addAppender(queued(context, file));
            transfers.setLevel(Level.INFO);
        });
    }

    private static void start(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }

    private static Appender<ILoggingEvent> queued(LoggerContext context, Appender<ILoggingEvent> target) {
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(QUEUE);
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(true);
        queue.addAppender(target);
        queue.start();
        return queue;
    }

    private static ch.qos.logback.classic.Logger root(LoggerContext context) {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    /** Writes what is still queued; at the end of the process. */
    static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
