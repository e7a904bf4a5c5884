package dev.sluice.client;

import dev.sluice.ftp.NvtAscii;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends a text file with its line ends turned into CR LF. */
final class AsciiSource implements Source {

    private static final int BUFFER_BYTES = 32 * 1024;

    private final FileSource file;
    private final NvtAscii.Encoder encoder = new NvtAscii.Encoder();
    private final ByteBuffer text = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private final Source encoded = Source.of(this::fill);

    AsciiSource(FileSource file) {
        this.file = file;
    }

    private boolean fill(ByteBuffer wire) throws IOException {
        if (!text.hasRemaining()) {
            boolean more = file.read(text.clear());
            text.flip();
            if (!more) {
                return false;
            }
        }
        encoder.encode(text, wire);
        return true;
    }

    @Override
    public long send(Transport to, long atMost) throws IOException {
        return encoded.send(to, atMost);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
