package dev.sluice.transfer;

import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/** A file to be read, as a transfer sees it. */
interface SourceFile extends Closeable {

    RootedPath path();

    /** Bytes at the time of opening. */
    long size();

    /** The file itself, where the system can send from it without a copy; closed with this. */
    Optional<FileChannel> region();

    /** Reads some of the bytes from {@code position} on; returns how many, -1 at the end of the file. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Whether {@link #close} may take long, and so belongs on the pool. */
    boolean closeMayBlock();

    /** The file {@code file}, on a disk of this machine if it is {@code local}. */
    static SourceFile of(OpenFile file, boolean local) {
        SeekableByteChannel channel = file.channel();
        return new SourceFile() {
            @Override
            public RootedPath path() {
                return file.path();
            }

            @Override
            public long size() {
                return file.size();
            }

            @Override
            public Optional<FileChannel> region() {
                return local && channel instanceof FileChannel region ? Optional.of(region) : Optional.empty();
            }

            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                if (channel instanceof FileChannel region) {
                    return region.read(target, position);
                }
                return (channel.position() == position ? channel : channel.position(position)).read(target);
            }

            @Override
            public boolean closeMayBlock() {
                return !local;
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
