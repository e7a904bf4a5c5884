package dev.sluice.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Hears what the product logs as an error: that a session or a job failed for a reason that nobody has thought of. */
final class Alarm extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final World world;
    private final Thread thread = Thread.currentThread();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.sluice");

    private Alarm(World world) {
        this.world = world;
    }

    /** Listens to what this thread logs. */
    static Alarm in(World world) {
        Alarm alarm = new Alarm(world);
        alarm.setContext(alarm.logger.getLoggerContext());
        alarm.start();
        alarm.logger.addAppender(alarm);
        return alarm;
    }

    /** Keeps what the product warns of out of the way, as it has much to warn of; ends by {@link #speak}. */
    static void hush() {
        ((Logger) LoggerFactory.getLogger("dev.sluice")).setLevel(Level.ERROR);
    }

    static void speak() {
        ((Logger) LoggerFactory.getLogger("dev.sluice")).setLevel(null);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (Thread.currentThread() == thread && event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            world.fail("an error was logged: " + event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ": " + event.getThrowableProxy().getMessage() + " at "
                                    + event.getThrowableProxy().getStackTraceElementProxyArray()[0]));
        }
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
