package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.sluice.ftp.LogText;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LineEncoderTest {

    private static final String NASTY = "a\u001b[2J\nb\u2028c\u202ed\u009be\\f";
    private static final String SHOWN = "a\\x1B[2J\\x0Ab\\u2028c\\u202Ed\\x9Be\\f";

    private static String encoded(LineEncoder encoder, String message, Throwable cause) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("dev.sluice.Source"), Level.INFO, message, cause, null);
        event.setInstant(LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6_000_000)
                .atZone(ZoneId.systemDefault())
                .toInstant());
        return new String(encoder.encode(event), UTF_8);
    }

    @Test
    void shouldTellDateLevelAndSource() {
        assertThat(encoded(LineEncoder.dated(), "message", null))
                .isEqualTo("2026-01-02 03:04:05.006 INFO  Source: message\n");
        assertThat(encoded(LineEncoder.bare(), "message", null)).isEqualTo("message\n");
    }

    @Test
    void shouldLetNothingThroughThatATerminalObeys() {
        assertThat(encoded(LineEncoder.dated(), NASTY, null))
                .endsWith("Source: " + SHOWN + "\n")
                .hasLineCount(1);
        assertThat(encoded(LineEncoder.bare(), NASTY, null)).isEqualTo(SHOWN + "\n");
    }

    @Test
    void shouldNotEscapeTwice() {
        String once = LogText.escape(NASTY);
        assertThat(encoded(LineEncoder.bare(), once, null)).isEqualTo(once + "\n");
    }

    @Test
    void shouldShowTraceWithMessagesInOneLineEach() {
        IOException thrown = new IOException(NASTY, new IllegalStateException("inner\nforged"));
        thrown.addSuppressed(new IOException("aside\rforged"));
        List<String> lines =
                encoded(LineEncoder.dated(), "failed", thrown).lines().toList();
        assertThat(lines.get(1)).isEqualTo("java.io.IOException: " + SHOWN);
        assertThat(lines.get(2)).startsWith("\tat " + LineEncoderTest.class.getName());
        assertThat(lines)
                .contains("\tSuppressed: java.io.IOException: aside\\x0Dforged")
                .contains("Caused by: java.lang.IllegalStateException: inner\\x0Aforged")
                .noneMatch(line -> line.startsWith("forged"));
    }
}
