package dev.sluice.transfer;

import dev.sluice.ftp.NvtAscii;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A file to be sent: as it is, or with its lines ended as the network wants them. */
public abstract sealed class FileSource implements Download.Source {

    private static final int CHUNK = 32 * 1024;

    /** Bytes that one call may skip on the way to where a transfer begins: what TYPE A sends must be made to be counted. */
    private static final long MOST_SKIPPED = 16L << 20;

    private final OpenFile file;
    private long position;

    private FileSource(OpenFile file, long position) {
        this.file = file;
        this.position = position;
    }

    /** The bytes of {@code file} from {@code offset} on. */
    public static FileSource binary(OpenFile file, long offset) {
        return new Binary(file, offset);
    }

    /** The bytes of {@code file} as TYPE A sends them, without the first {@code offset} of these. */
    public static FileSource ascii(OpenFile file, long offset) {
        return new Ascii(file, offset);
    }

    /** How many bytes TYPE A sends for a file, which must be read for it; a part at a time. One thread at a time. */
    public static final class AsciiSize {
        private final NvtAscii.Encoder encoder = new NvtAscii.Encoder();
        private final OpenFile file;
        private long position;
        private long size;

        /** Begins with the first byte of {@code file}. */
        public AsciiSize(OpenFile file) {
            this.file = file;
        }

        /** Reads on by about {@code bytes} bytes; returns whether all are read. */
        public boolean advance(long bytes) throws IOException {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (long left = bytes; left > 0; ) {
                int count = file.read(chunk.clear(), position);
                if (count < 0) {
                    return true;
                }
                left -= count;
                position += count;
                size += encoder.encodedLength(chunk.flip());
            }
            return false;
        }

        /** Bytes so far. */
        public long size() {
            return size;
        }
    }

    /** Reads on into {@code target}, up to the size that the file had when it was opened. */
    final void read(ByteBuffer target) throws IOException {
        int limit = target.limit();
        target.limit((int) Math.min(limit, target.position() + (file.size() - position)));
        int count = target.hasRemaining() ? file.read(target, position) : 0;
        target.limit(limit);
        if (count < 0) {
            throw new StorageException(Reason.IO, path() + " became shorter during the transfer");
        }
        position += count;
    }

    final boolean hasMore() {
        return position < file.size();
    }

    final RootedPath path() {
        return file.path();
    }

    /** The bytes from where it stands to the end. */
    final Optional<Download.Region> rest() {
        return file.region().map(channel -> new Download.Region(channel, position, file.size()));
    }

    @Override
    public boolean closeMayBlock() {
        return file.closeMayBlock();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static final class Binary extends FileSource {
        private Binary(OpenFile file, long offset) {
            super(file, offset);
        }

        @Override
        public int memory() {
            return 0;
        }

        @Override
        public Optional<Download.Region> region() {
            return rest();
        }

        @Override
        public boolean fill(ByteBuffer target) throws IOException {
            read(target);
            return hasMore();
        }
    }

    private static final class Ascii extends FileSource {
        private final NvtAscii.Encoder encoder = new NvtAscii.Encoder();
        /** Made when the transfer has begun and has borrowed the memory for it. */
        private ByteBuffer chunk = ByteBuffer.allocate(0);

        private long skip;

        @Override
        public int memory() {
            return CHUNK;
        }

        private Ascii(OpenFile file, long skip) {
            super(file, 0);
            this.skip = skip;
        }

        @Override
        public boolean fill(ByteBuffer target) throws IOException {
            if (chunk.capacity() == 0) {
                chunk = ByteBuffer.allocate(CHUNK).limit(0);
            }
            long end = Math.max(0, skip - MOST_SKIPPED);
            do {
                target.clear();
                encode(target);
                int dropped = (int) Math.min(skip, target.position());
                skip -= dropped;
                target.flip().position(dropped);
                target.compact();
            } while (target.position() == 0 && skip > end && (hasMore() || chunk.hasRemaining()));
            if (skip > 0 && !hasMore() && !chunk.hasRemaining()) {
                throw new StorageException(Reason.BAD_RANGE, path() + " ends before the offset that REST asks for");
            }
            return hasMore() || chunk.hasRemaining();
        }

        private void encode(ByteBuffer target) throws IOException {
            // Two bytes of room: what a line end may need.
            while (target.remaining() >= 2 && (chunk.hasRemaining() || hasMore())) {
                if (!chunk.hasRemaining()) {
                    read(chunk.clear());
                    chunk.flip();
                }
                encoder.encode(chunk, target);
            }
        }
    }
}
