package dev.sluice.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.client.ReplyException;
import dev.sluice.ftp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server says reaches the terminal as text, and never as commands to it. */
class StrangersTextTest {

    private static final String NASTY = "\u001b]0;title\u0007\u009b2J\u202e\u2028\n\r";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Report report;

    private static Stream<Throwable> failures() {
        return Stream.of(
                new IOException(NASTY),
                new IllegalArgumentException("the size is not a number of bytes: '" + NASTY + "'"),
                new ReplyException("DELE " + NASTY, Reply.of(550, NASTY)),
                new ReplyException("MLSD", Reply.of(421, NASTY)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldEscapeWhatAFailureSays(Throwable failure) {
        report(Report.Style.TEXT);
        report.failure(NASTY, failure);
        report.failed(NASTY, failure);
        expectPlain();
    }

    @Test
    void shouldEscapeResults() {
        report(Report.Style.TEXT);
        report.result(NASTY, new JsonLine());
        report.say(NASTY);
        report.skipped(NASTY, NASTY);
        report.deleted(NASTY);
        expectPlain();
    }

    @Test
    void shouldEscapeJson() {
        report(new Report.Style(true, false, true)).result(NASTY, new JsonLine().text(NASTY, NASTY));
        expectPlain();
        assertThat(out.toString(UTF_8)).contains("\\u001b", "\\u009b2J\\u202e\\u2028\\u000a");
    }

    private Report report(Report.Style style) {
        report = new Report(out, err, style, Bars.NONE);
        return report;
    }

    /** Nothing but what is visible, and the ends of our own lines. */
    private void expectPlain() {
        report.flush();
        assertThat(out.toString(UTF_8) + err.toString(UTF_8))
                .isNotEmpty()
                .satisfies(text -> assertThat(text.codePoints()
                                .filter(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e || c == 0x2028)))
                        .isEmpty())
                .doesNotContain("\n\n");
    }
}
