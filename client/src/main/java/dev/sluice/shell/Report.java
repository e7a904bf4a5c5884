package dev.sluice.shell;

import dev.sluice.client.Progress;
import dev.sluice.client.RateMeter;
import dev.sluice.client.TransferListener;
import dev.sluice.client.TransferResult;
import dev.sluice.ftp.LogText;
import dev.sluice.text.ByteSize;
import java.io.BufferedWriter;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a command tells: results to the output, as text or as one JSON object per line; failures in one line each to the
 * error output, with the status that the first of them makes the command end with.
 *
 * <p>Thread rule: any thread.
 */
final class Report implements TransferListener {

    /**
     * How much is told.
     *
     * @param json results as JSON
     * @param quiet no line for what went well
     * @param verbose also what else may be of interest
     */
    record Style(boolean json, boolean quiet, boolean verbose) {
        static final Style TEXT = new Style(false, false, false);
    }

    private final OutputStream bytes;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Style style;
    private final Bars bars;
    private ExitStatus status = ExitStatus.OK;

    Report(OutputStream out, OutputStream err, Style style, Bars bars) {
        this.bytes = out;
        this.out = writer(out);
        this.err = writer(err);
        this.style = style;
        this.bars = bars;
    }

    /** A result: as {@code text} for people, or as {@code json}. */
    synchronized void result(String text, JsonLine json) {
        out.println(line(text, json));
    }

    /** What a server chose is escaped where it is put into words; here is the net under that. */
    private String line(String text, JsonLine json) {
        return style.json() ? json.toString() : LogText.escapeInvisible(text);
    }

    /** Says something to the person at the terminal. */
    synchronized void say(String text) {
        result(LogText.escape(text), new JsonLine().text("message", text));
    }

    /** The output as a stream of bytes, for the contents of files. */
    OutputStream bytes() {
        flush();
        return bytes;
    }

    private static PrintWriter writer(OutputStream out) {
        return new PrintWriter(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
    }

    /** Something that was done, which the quiet need not be told. */
    synchronized void done(String text, JsonLine json) {
        if (style.json() || !style.quiet()) {
            bars.above(() -> {
                result(text, json);
                out.flush();
            });
        }
    }

    /** What only the curious want to know. It goes to the error output: the other may be the content of a file. */
    synchronized void note(String text, JsonLine json) {
        if (style.verbose()) {
            tell(text, json);
        }
    }

    private void tell(String text, JsonLine json) {
        bars.above(() -> {
            err.println(line(text, json));
            err.flush();
        });
    }

    boolean isVerbose() {
        return style.verbose();
    }

    /** Whether progress is shown, so that it pays to ask how large a file is. */
    boolean hasBars() {
        return bars != Bars.NONE;
    }

    /** A failure of {@code what}, which may be empty. */
    synchronized void failure(String what, Throwable failure) {
        ExitStatus cause = ExitStatus.of(failure);
        if (status == ExitStatus.OK) {
            status = cause;
        }
        String message = ExitStatus.message(failure);
        String name = LogText.escape(what);
        tell(
                "sluice: " + (message.contains(name) ? message : name + ": " + message),
                new JsonLine().text("failed", what).text("message", message).number("exit_code", cause.code()));
    }

    /** How the command has ended: as the first failure says. */
    synchronized ExitStatus status() {
        return status;
    }

    synchronized void flush() {
        out.flush();
        err.flush();
    }

    // ---- transfers

    @Override
    public void found(String name, long size) {
        bars.found(name, size);
    }

    @Override
    public Progress began(String name, long size) {
        return bars.began(name, size);
    }

    @Override
    public void ended(String name, TransferResult result) {
        bars.ended(name, result);
        double rate = RateMeter.megabytesPerSecond(result.bytes(), result.nanos());
        done(
                String.format(
                        Locale.ROOT,
                        "%s  %s in %.2f s, %.1f MB/s",
                        LogText.escape(name),
                        ByteSize.format(result.bytes()),
                        result.nanos() / 1e9,
                        rate),
                new JsonLine()
                        .text("transferred", name)
                        .number("bytes", result.bytes())
                        .number("seconds", result.nanos() / 1e9)
                        .number("mb_per_s", rate));
    }

    /** The transfer of {@code name} has ended, of which only the progress tells. */
    void endedQuietly(String name, TransferResult result) {
        bars.ended(name, result);
    }

    /** No transfer runs any longer. */
    void allEnded() {
        bars.clear();
    }

    @Override
    public void skipped(String name, String reason) {
        bars.skipped(name, reason);
        note(
                LogText.escape(name) + "  skipped: " + reason,
                new JsonLine().text("skipped", name).text("reason", reason));
    }

    @Override
    public void deleted(String name) {
        done(LogText.escape(name) + "  deleted", new JsonLine().text("deleted", name));
    }

    @Override
    public void failed(String name, Throwable cause) {
        bars.failed(name, cause);
        failure(name, cause);
    }
}
