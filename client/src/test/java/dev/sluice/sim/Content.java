package dev.sluice.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The bytes of one upload, which no other has: text, so that it survives TYPE A. */
final class Content {

    private static final int LINE = 61;

    private final int id;
    private final byte[] bytes;

    /** @param id counts uploads from 1 */
    private Content(int id, byte[] bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /** All contents of a world. */
    static final class Library {
        private final List<Content> all = new ArrayList<>();

        Content make(int size) {
            Content content = new Content(all.size() + 1, text(all.size() + 1, size));
            all.add(content);
            return content;
        }

        Content get(int id) {
            return all.get(id - 1);
        }

        /** The same of what came over the network. */
        Optional<Content> of(byte[] wire, boolean ascii) {
            return all.stream()
                    .filter(content -> Arrays.equals(content.wire(0, ascii), wire))
                    .findFirst();
        }

        /** Whose content it is, if it is exactly one's. */
        Optional<Content> of(byte[] bytes) {
            return all.stream()
                    .filter(content -> Arrays.equals(content.bytes, bytes))
                    .findFirst();
        }
    }

    private static byte[] text(int id, int size) {
        byte[] bytes = new byte[size];
        byte[] name = ("<" + id + ":" + size + ">").getBytes(StandardCharsets.US_ASCII);
        long state = id * 0x9E3779B97F4A7C15L + 1;
        for (int i = 0; i < size; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            bytes[i] = i < name.length ? name[i] : i % LINE == LINE - 1 ? (byte) '\n' : (byte) ('a' + (state & 15));
        }
        return bytes;
    }

    int id() {
        return id;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return bytes.length;
    }

    /** The bytes from {@code offset} on, as they go over the network. */
    byte[] wire(int offset, boolean ascii) {
        byte[] rest = Arrays.copyOfRange(bytes, Math.min(offset, bytes.length), bytes.length);
        return ascii
                ? new String(rest, StandardCharsets.US_ASCII)
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII)
                : rest;
    }

    @Override
    public String toString() {
        return "content " + id + " of " + bytes.length + " bytes";
    }
}
