package dev.sluice.storage.disk;

import dev.sluice.storage.disk.DiskEvents.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A file of a simulated disk, which may read and write less than it is asked to. */
final class SimChannel extends FileChannel {

    private final FileChannel inner;
    private final Path path;
    private final Object inode;
    private final DiskEvents events;

    SimChannel(FileChannel inner, Path path, Object inode, DiskEvents events) {
        this.inner = inner;
        this.path = path;
        this.inode = inode;
        this.events = events;
        events.opened(path);
    }

    private interface Move {
        int on(ByteBuffer buffer) throws IOException;
    }

    /** As much as the disk moves this time. */
    private int some(Call call, ByteBuffer buffer, Move move) throws IOException {
        if (buffer.hasRemaining()) {
            events.before(call, path);
        }
        int limit = buffer.limit();
        buffer.limit(buffer.position() + events.moves(call, buffer.remaining()));
        try {
            return move.on(buffer);
        } finally {
            buffer.limit(limit);
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return some(Call.READ, dst, inner::read);
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        return some(Call.READ, dst, buffer -> inner.read(buffer, position));
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return some(Call.WRITE, src, inner::write);
    }

    @Override
    public int write(ByteBuffer src, long position) throws IOException {
        return some(Call.WRITE, src, buffer -> inner.write(buffer, position));
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        return inner.read(dsts, offset, length);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return inner.write(srcs, offset, length);
    }

    @Override
    public long position() throws IOException {
        return inner.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        inner.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return inner.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        events.before(Call.TRUNCATE, path);
        inner.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        events.before(Call.FORCE, path);
        ByteBuffer content = ByteBuffer.allocate((int) inner.size());
        try (FileChannel whole = FileChannel.open(path)) {
            for (int count = 0; count >= 0 && content.hasRemaining(); ) {
                count = whole.read(content);
            }
        }
        events.forced(inode, content.array());
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return inner.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long position, long count) throws IOException {
        return inner.transferFrom(src, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return inner.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return inner.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return inner.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        events.closed(path);
        inner.close();
    }
}
