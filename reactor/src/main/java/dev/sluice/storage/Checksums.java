package dev.sluice.storage;

import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;

/** Checksums of files and of parts of them. Blocks: for the pool. */
public final class Checksums {
    private static final int BUFFER_BYTES = 256 * 1024;

    private Checksums() {}

    /** The checksums that can be asked for. */
    public enum Algorithm {
        /** The checksum of zip and gzip, eight digits. */
        CRC32("CRC32"),
        /** RFC 1321. */
        MD5("MD5"),
        /** FIPS 180-4. */
        SHA1("SHA-1"),
        /** FIPS 180-4. */
        SHA256("SHA-256"),
        /** FIPS 180-4. */
        SHA512("SHA-512");

        private final String title;

        Algorithm(String title) {
            this.title = title;
        }

        /** The name in the IANA registry of hash function names, as FTP clients write it. */
        public String title() {
            return title;
        }
    }

    /** A checksum in the making. */
    private interface Sum {
        void add(ByteBuffer bytes);

        String hex();
    }

    /**
     * The checksum of the bytes from {@code start} up to but not including {@code end}, in lower-case hexadecimal.
     *
     * @param cancelled asked between buffers, from this thread; true ends the work
     * @throws StorageException BAD_RANGE when the range does not lie in the file, IO when it can't be read or became
     *     shorter
     * @throws CancellationException when {@code cancelled} says so
     */
    public static String hex(Algorithm algorithm, OpenFile file, long start, long end, BooleanSupplier cancelled)
            throws StorageException {
        if (start < 0 || start > end || end > file.size()) {
            throw new StorageException(
                    Reason.BAD_RANGE,
                    file.path() + ": bytes " + start + " to " + end + " don't lie within its " + file.size());
        }
        try {
            return sum(begin(algorithm), file, start, end, cancelled);
        } catch (IOException e) {
            throw StorageException.of(file.path(), e);
        }
    }

    private static String sum(Sum sum, OpenFile file, long start, long end, BooleanSupplier cancelled)
            throws IOException {
        SeekableByteChannel channel = file.channel().position(start);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, end - start));
        for (long left = end - start; left > 0; left -= buffer.limit()) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the checksum of " + file.path() + " was cancelled");
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            if (channel.read(buffer) <= 0) {
                throw new StorageException(Reason.IO, file.path() + ": became shorter while it was read; try again");
            }
            sum.add(buffer.flip());
        }
        return sum.hex();
    }

    private static Sum begin(Algorithm algorithm) {
        return algorithm == Algorithm.CRC32 ? crc32() : digest(algorithm.title);
    }

    private static Sum crc32() {
        CRC32 crc = new CRC32();
        return new Sum() {
            @Override
            public void add(ByteBuffer bytes) {
                crc.update(bytes);
            }

            @Override
            public String hex() {
                return HexFormat.of().toHexDigits((int) crc.getValue());
            }
        };
    }

    private static Sum digest(String name) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks " + name, e);
        }
        return new Sum() {
            @Override
            public void add(ByteBuffer bytes) {
                digest.update(bytes);
            }

            @Override
            public String hex() {
                return HexFormat.of().formatHex(digest.digest());
            }
        };
    }
}
