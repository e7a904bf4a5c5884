package dev.sluice.client;

import dev.sluice.ftp.NvtAscii;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Turns the line ends of a text download into LF. */
final class AsciiSink implements Sink {

    private static final int BUFFER_BYTES = 32 * 1024;

    private final Sink target;
    private final NvtAscii.Decoder decoder = new NvtAscii.Decoder();
    private final ByteBuffer text = ByteBuffer.allocate(BUFFER_BYTES);

    AsciiSink(Sink target) {
        this.target = target;
    }

    @Override
    public void write(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            decoder.decode(data, text.clear());
            target.write(text.flip());
        }
    }

    @Override
    public void complete() throws IOException {
        decoder.finish(text.clear());
        target.write(text.flip());
        target.complete();
    }

    @Override
    public void abort() throws IOException {
        target.abort();
    }
}
