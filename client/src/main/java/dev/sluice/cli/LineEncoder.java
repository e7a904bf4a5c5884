package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.sluice.ftp.LogText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Makes a line of each event, and further ones of a stack trace. What strangers chose is escaped by those who log it; here is the net
 * under that: nothing in a message can begin a line or reach the terminal as a command.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final int LEVEL_WIDTH = 5;

    private final boolean bare;

    private LineEncoder(boolean bare) {
        this.bare = bare;
    }

    /** Time, level and source before the message. The time has a date: programs that read logs, fail2ban above all, want one. */
    static LineEncoder dated() {
        return new LineEncoder(false);
    }

    /** The message alone. */
    static LineEncoder bare() {
        return new LineEncoder(true);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(160);
        if (!bare) {
            appendStart(text, event);
        }
        text.append(LogText.escapeInvisible(event.getFormattedMessage())).append('\n');
        if (event.getThrowableProxy() != null) {
            appendTrace(text, "", ThrowableProxyUtil.REGULAR_EXCEPTION_INDENT, event.getThrowableProxy());
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void appendStart(StringBuilder text, ILoggingEvent event) {
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), text);
        String level = event.getLevel().toString();
        String source = event.getLoggerName();
        text.append(' ')
                .append(level)
                .append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length()) + 1))
                .append(source, source.lastIndexOf('.') + 1, source.length())
                .append(": ");
    }

    /** As the JDK prints it. An exception's message is as much a stranger's as any other. */
    private static void appendTrace(StringBuilder text, String caption, int indent, IThrowableProxy thrown) {
        ThrowableProxyUtil.indent(text, indent - 1);
        text.append(LogText.escapeInvisible(caption + thrown.getClassName() + ": " + thrown.getMessage()))
                .append('\n');
        ThrowableProxyUtil.subjoinSTEPArray(text, indent, thrown);
        for (IThrowableProxy suppressed : thrown.getSuppressed()) {
            appendTrace(text, "Suppressed: ", indent + 1, suppressed);
        }
        if (thrown.getCause() != null) {
            appendTrace(text, "Caused by: ", indent, thrown.getCause());
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
