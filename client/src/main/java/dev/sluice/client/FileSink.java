package dev.sluice.client;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Writes a download to a part file beside its target, and in one step puts that in the target's place when all of it is
 * there. Nobody ever sees half a file under the target's name, and what a broken transfer leaves can be resumed.
 */
public final class FileSink implements Sink {

    private static final String PART = ".part";
    private static final int MAX_NAME_BYTES = 255;

    private final Path target;
    private final Path part;
    private final long offset;
    private FileChannel file; // null until the first byte, so that a refused download leaves no trace

    /**
     * Prepares to write.
     *
     * @param offset where the download resumes; what the part file has beyond it is dropped
     */
    public FileSink(Path target, long offset) {
        this.target = target;
        this.part = partOf(target);
        this.offset = offset;
    }

    /**
     * Where the bytes for {@code target} are kept until all have come: {@code name.part} in the same folder. A name that is
     * too long for that gets one made of its digest.
     */
    public static Path partOf(Path target) {
        String name = target.getFileName().toString();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        boolean fits = bytes.length + PART.length() <= MAX_NAME_BYTES;
        return target.resolveSibling(
                (fits ? name : UUID.nameUUIDFromBytes(bytes).toString()) + PART);
    }

    @Override
    public void write(ByteBuffer data) throws IOException {
        try {
            FileChannel to = open();
            while (data.hasRemaining()) {
                to.write(data);
            }
        } catch (IOException e) {
            throw LocalFileException.of(part, e);
        }
    }

    private FileChannel open() throws IOException {
        if (file == null) {
            file = offset == 0
                    ? FileChannel.open(part, CREATE, TRUNCATE_EXISTING, WRITE)
                    : FileChannel.open(part, CREATE, WRITE).truncate(offset).position(offset);
        }
        return file;
    }

    @Override
    public void complete() throws IOException {
        try {
            open().close();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LocalFileException.of(target, e);
        }
    }

    @Override
    public void abort() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
