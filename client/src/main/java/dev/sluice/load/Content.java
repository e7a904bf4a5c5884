package dev.sluice.load;

import dev.sluice.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * What is uploaded: a file made once, of random bytes that no server can shorten by compression or hole, and sent over and over from
 * the page cache. It has no name, so that nothing is left of it when the process ends.
 *
 * <p>Thread rule: any thread.
 */
final class Content implements AutoCloseable {

    private static final long MAX_BYTES = 64 << 20;

    private final FileChannel file;
    private final long size;

    private Content(FileChannel file, long size) {
        this.file = file;
        this.size = size;
    }

    /** A file that serves for uploads of up to {@code longest} bytes; one that is longer repeats it. */
    static Content create(long longest) throws IOException {
        Path path = Files.createTempFile("sluice-load", ".content");
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long size = Math.max(1, Math.min(longest, MAX_BYTES));
            fill(file, size);
            return new Content(file, size);
        } finally {
            Files.delete(path);
        }
    }

    private static void fill(FileChannel file, long size) throws IOException {
        byte[] block = new byte[1 << 16];
        Random random = new Random(1);
        for (long left = size; left > 0; left -= block.length) {
            random.nextBytes(block);
            ByteBuffer bytes = ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    /** Sends up to {@code count} bytes from {@code position} of the endless repetition; returns how many went. */
    long write(Transport transport, long position, long count) throws IOException {
        long start = position % size;
        return transport.transferFrom(file, start, Math.min(count, size - start));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
