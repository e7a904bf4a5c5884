package dev.sluice.ftp;

import java.nio.ByteBuffer;

/**
 * Text transfers (TYPE A, RFC 959 §3.1.1.1): lines end in LF in local files and in CR LF on the wire.
 *
 * <p>Both directions work chunk by chunk; where the chunks are cut makes no difference. Not thread safe: one encoder or
 * decoder belongs to one transfer.
 */
public final class NvtAscii {
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private NvtAscii() {}

    /** From the local form to the wire: an LF without a CR before it becomes CR LF; all else is unchanged. */
    public static final class Encoder {
        private boolean afterCr;

        /**
         * Converts until {@code src} is used up or {@code dst} has no room for what comes next. An LF may need two
         * bytes, so one byte of room can be too little.
         */
        public void encode(ByteBuffer src, ByteBuffer dst) {
            while (src.hasRemaining()) {
                int run = runUpTo(LF, src, dst);
                if (run > 0) {
                    afterCr = src.get(src.position() + run - 1) == CR;
                    copy(run, src, dst);
                } else if (src.get(src.position()) != LF || dst.remaining() < (afterCr ? 1 : 2)) {
                    return;
                } else {
                    if (!afterCr) {
                        dst.put(CR);
                    }
                    dst.put(src.get());
                    afterCr = false;
                }
            }
        }

        /**
         * Uses a chunk up and returns how many bytes {@link #encode} would have made of it: the chunks of a whole file
         * add up to what SIZE answers under TYPE A (RFC 3659 §4).
         */
        public long encodedLength(ByteBuffer chunk) {
            long length = chunk.remaining();
            while (chunk.hasRemaining()) {
                byte b = chunk.get();
                if (b == LF && !afterCr) {
                    length++;
                }
                afterCr = b == CR;
            }
            return length;
        }
    }

    /**
     * From the wire to the local form: CR LF becomes LF; all else is unchanged.
     *
     * <p>The result is never longer than what was read, but for a CR that waited for this chunk. So the conversion may
     * be done in place ({@code dst} a duplicate of {@code src}) if {@code dst} starts at least one byte before.
     */
    public static final class Decoder {
        private boolean crPending;

        /** Converts until {@code src} is used up or {@code dst} is full. A CR at the very end waits for the next. */
        public void decode(ByteBuffer src, ByteBuffer dst) {
            while (src.hasRemaining()) {
                if (crPending) {
                    if (!dst.hasRemaining()) {
                        return;
                    }
                    crPending = false;
                    if (src.get(src.position()) == LF) {
                        dst.put(src.get());
                        continue;
                    }
                    dst.put(CR);
                }
                copy(runUpTo(CR, src, dst), src, dst);
                if (!src.hasRemaining() || src.get(src.position()) != CR) {
                    return; // all done, or no room
                }
                src.get();
                crPending = true;
            }
        }

        /** Ends the file: writes the CR that still waits, if there is one. Needs one byte of room. */
        public void finish(ByteBuffer dst) {
            if (crPending) {
                dst.put(CR);
                crPending = false;
            }
        }
    }

    /** How many bytes can be copied before the next {@code stop}, the end of {@code src} or of {@code dst}. */
    private static int runUpTo(byte stop, ByteBuffer src, ByteBuffer dst) {
        int start = src.position();
        int end = start + Math.min(src.remaining(), dst.remaining());
        int i = start;
        while (i < end && src.get(i) != stop) {
            i++;
        }
        return i - start;
    }

    private static void copy(int length, ByteBuffer src, ByteBuffer dst) {
        dst.put(dst.position(), src, src.position(), length);
        dst.position(dst.position() + length);
        src.position(src.position() + length);
    }
}
