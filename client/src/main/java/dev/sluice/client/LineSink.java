package dev.sluice.client;

import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.LineDecoder.Fault;
import dev.sluice.ftp.LineDecoder.Line;
import dev.sluice.ftp.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Takes a listing apart into lines. A server can't make it take more than a bounded number of bounded lines. */
final class LineSink implements Sink {

    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_LINES = 2_000_000;

    private final LineDecoder decoder = LineDecoder.ofListing(MAX_LINE_BYTES);
    private final Consumer<String> target;
    private int lines;

    LineSink(Consumer<String> target) {
        this.target = target;
    }

    @Override
    public void write(ByteBuffer data) throws IOException {
        for (Line line = decoder.next(data); line != null; line = decoder.next(data)) {
            if (line.fault() == Fault.TOO_LONG) {
                throw new ProtocolException("a line of over " + MAX_LINE_BYTES + " bytes in a listing");
            }
            if (++lines > MAX_LINES) {
                throw new ProtocolException("a listing of over " + MAX_LINES + " lines");
            }
            accept(line.text());
        }
    }

    private void accept(String line) throws ProtocolException {
        try {
            target.accept(line);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("a line of a listing can't be read: " + e.getMessage());
        }
    }
}
