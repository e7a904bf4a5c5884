package dev.sluice.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * A reply of the server: a three-digit code and one or more lines of text (RFC 959 §4.2).
 *
 * <p>The lines have no code and no line end. They may contain anything: {@link #encode} keeps each on one line.
 *
 * @param code 100 to 599
 * @param lines at least one
 */
public record Reply(int code, List<String> lines) {
    /** Checks the code and that there is a line. */
    public Reply {
        if (code < 100 || code > 599) {
            throw new IllegalArgumentException("A reply code is 100 to 599, not " + code);
        }
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("Reply " + code + " has no line of text");
        }
    }

    /** A reply of one line. */
    public static Reply of(int code, String text) {
        return new Reply(code, List.of(text));
    }

    /** A reply of several lines: the first and the last carry the code on the wire. */
    public static Reply of(int code, List<String> lines) {
        return new Reply(code, lines);
    }

    /** 1yz: the action has begun; another reply follows. */
    public boolean isPreliminary() {
        return code < 200;
    }

    /** 2yz: done. */
    public boolean isCompletion() {
        return code / 100 == 2;
    }

    /** 3yz: accepted, and a further command is expected. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** 4yz: not done, but the same command may succeed later. */
    public boolean isTransientError() {
        return code / 100 == 4;
    }

    /** 5yz: not done, and asking again will not help. */
    public boolean isPermanentError() {
        return code >= 500;
    }

    /** The lines joined by LF. */
    public String text() {
        return lines.size() == 1 ? lines.get(0) : String.join("\n", lines);
    }

    /**
     * The bytes to send: UTF-8, each line ended by CR LF.
     *
     * <p>CR, LF and NUL in the text become {@code ?}, so no file name can forge a reply. A middle line that starts with
     * three digits gets a leading space, so it can't be taken for the last (RFC 959 §4.2). Telnet asks for the byte 255
     * to be doubled; UTF-8 never contains it.
     */
    public byte[] encode() {
        int last = lines.size() - 1;
        StringBuilder wire = new StringBuilder(lines.get(0).length() + 6 + 80 * last);
        for (int i = 0; i <= last; i++) {
            String line = lines.get(i);
            if (i == last) {
                wire.append(code).append(' ');
            } else if (i == 0) {
                wire.append(code).append('-');
            } else if (startsWithCode(line)) {
                wire.append(' ');
            }
            OneLine.append(wire, line);
            wire.append("\r\n");
        }
        return wire.toString().getBytes(UTF_8);
    }

    /** As on the wire where it is one line; for messages and debug logs. */
    @Override
    public String toString() {
        return code + " " + text();
    }

    private static boolean startsWithCode(String line) {
        return line.length() >= 3 && Digits.parse(line, 0, 3) >= 0;
    }
}
