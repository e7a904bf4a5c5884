package dev.sluice.storage.disk;

import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A file by its channel.
 *
 * @param local whether the channel is the operating system's own, and worth a {@code transferTo}
 * @param slow asked whether calls to its disk may take long
 */
record DiskFile(
        RootedPath path, SeekableByteChannel channel, long size, Instant modified, boolean local, BooleanSupplier slow)
        implements OpenFile {
    /** Takes {@code channel} over. */
    static DiskFile of(
            RootedPath path,
            SeekableByteChannel channel,
            BasicFileAttributes attributes,
            boolean local,
            BooleanSupplier slow)
            throws IOException {
        try {
            Instant modified = attributes.lastModifiedTime().toInstant();
            return new DiskFile(path, channel, channel.size(), modified, local, slow);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Optional<FileChannel> region() {
        return local && channel instanceof FileChannel file ? Optional.of(file) : Optional.empty();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (channel instanceof FileChannel file) {
            return file.read(target, position);
        }
        // Only where it has to be: not every provider's channel can go elsewhere.
        return (channel.position() == position ? channel : channel.position(position)).read(target);
    }

    /** A large one may have lost its name: then its blocks are freed with the last close. */
    @Override
    public boolean closeMayBlock() {
        return size >= Disposal.LARGE || slow.getAsBoolean();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
