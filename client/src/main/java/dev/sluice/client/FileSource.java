package dev.sluice.client;

import dev.sluice.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Sends a range of a local file, by {@link FileChannel#transferTo} where the connection can take it. */
public final class FileSource implements Source {

    private final FileChannel file;
    private final Path path;
    private final boolean owned;
    private final long end;
    private long position;
    private long copied;
    private Source copying; // null as long as the file goes by transferTo

    private FileSource(FileChannel file, Path path, boolean owned, long start, long end) {
        this.file = file;
        this.path = path;
        this.owned = owned;
        this.position = start;
        this.copied = start;
        this.end = end;
    }

    /**
     * Opens the file at {@code path} to be sent from byte {@code start} to its present end.
     *
     * @throws LocalFileException when it is a directory, is shorter than that, or can't be opened
     */
    public static FileSource open(Path path, long start) throws LocalFileException {
        if (Files.isDirectory(path)) {
            throw LocalFileException.of(path, "is a directory, not a file");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            long size = channel.size();
            if (size >= start) {
                return new FileSource(channel, path, true, start, size);
            }
            channel.close();
        } catch (IOException e) {
            throw LocalFileException.of(path, e);
        }
        throw LocalFileException.of(path, "has fewer than the " + start + " bytes that were sent before");
    }

    /** Sends {@code count} bytes of an open file, which stays open: many transfers may share it. */
    public static FileSource shared(FileChannel file, long start, long count) {
        return new FileSource(file, Path.of("shared file"), false, start, start + count);
    }

    @Override
    public long send(Transport to, long atMost) throws IOException {
        if (position >= end) {
            return -1;
        }
        long count = Math.min(atMost, end - position);
        long sent = to.canTransfer() ? to.transferFrom(file, position, count) : copy(to, count);
        if (sent <= 0 && file.size() <= position) {
            throw LocalFileException.of(path, "became shorter while it was sent");
        }
        position += Math.max(0, sent);
        return Math.max(0, sent);
    }

    private long copy(Transport to, long count) throws IOException {
        if (copying == null) {
            copying = Source.of(this::read);
        }
        return copying.send(to, count);
    }

    /** Copies the next bytes, for what can't be sent as it is; false at the end. */
    boolean read(ByteBuffer into) throws IOException {
        int count = file.read(into, copied);
        copied += Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        if (owned) {
            file.close();
        }
    }
}
