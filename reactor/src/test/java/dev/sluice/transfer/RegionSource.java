package dev.sluice.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** The first bytes of a file, for connections that send them without a copy. */
record RegionSource(FileChannel file, long size) implements Download.Source {

    @Override
    public Optional<Download.Region> region() {
        return Optional.of(new Download.Region(file, 0, size));
    }

    @Override
    public boolean fill(ByteBuffer target) {
        throw new AssertionError("there is no need for a copy");
    }

    @Override
    public int memory() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
