package dev.sluice.storage;

import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

    /** A checksum that is made a part at a time. One thread at a time. */
    public static final class Progress {
        private final Sum sum;
        private final OpenFile file;
        private final long end;
        private long left;

        private Progress(Sum sum, OpenFile file, long start, long end) {
            this.sum = sum;
            this.file = file;
            this.end = end;
            this.left = end - start;
        }

        /**
         * Goes on by {@code bytes} bytes, or what is left.
         *
         * @return whether all are done
         * @throws StorageException IO when the file can't be read or became shorter
         */
        public boolean advance(long bytes) throws StorageException {
            // For as long as this call only: many of these may wait for their turn.
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, left));
            try {
                for (long rest = Math.max(0, left - bytes); left > rest; left -= buffer.limit()) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), left - rest));
                    if (file.read(buffer, end - left) <= 0) {
                        throw new StorageException(
                                Reason.IO, file.path() + ": became shorter while it was read; try again");
                    }
                    sum.add(buffer.flip());
                }
                return left == 0;
            } catch (IOException e) {
                throw StorageException.of(file.path(), e);
            }
        }

        /** The checksum in lower-case hexadecimal; once, when all is done. */
        public String hex() {
            return sum.hex();
        }
    }

    /**
     * Begins the checksum of the bytes from {@code start} up to but not including {@code end}.
     *
     * @throws StorageException BAD_RANGE when the range does not lie in the file
     */
    public static Progress begin(Algorithm algorithm, OpenFile file, long start, long end) throws StorageException {
        if (start < 0 || start > end || end > file.size()) {
            throw new StorageException(
                    Reason.BAD_RANGE,
                    file.path() + ": bytes " + start + " to " + end + " don't lie within its " + file.size());
        }
        return new Progress(begin(algorithm), file, start, end);
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
