package dev.sluice.transfer;

import dev.sluice.storage.StorageException;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file to be written, as a transfer sees it. */
interface TargetFile {

    /** Takes all that {@code source} has, after what was written before. */
    void write(ByteBuffer source) throws StorageException;

    /** Puts the file in place; returns its size in bytes. */
    long publish() throws StorageException;

    /** Drops what was written, unless it is published. */
    void abort();

    /** Whether {@link #publish} or {@link #abort} may take long, and so belong on the pool. */
    boolean endMayBlock();

    /** The file of {@code upload}. */
    static TargetFile of(Upload upload, boolean endMayBlock) {
        return new TargetFile() {
            @Override
            public void write(ByteBuffer source) throws StorageException {
                try {
                    while (source.hasRemaining()) {
                        upload.channel().write(source);
                    }
                } catch (IOException e) {
                    // The client is told that the disk is full, not only that something failed.
                    throw StorageException.of(upload.path(), e);
                }
            }

            @Override
            public long publish() throws StorageException {
                return upload.publish();
            }

            @Override
            public void abort() {
                upload.abort();
            }

            @Override
            public boolean endMayBlock() {
                return endMayBlock;
            }
        };
    }
}
