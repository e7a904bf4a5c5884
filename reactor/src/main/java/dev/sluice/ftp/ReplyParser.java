package dev.sluice.ftp;

import dev.sluice.ftp.LineDecoder.Fault;
import dev.sluice.ftp.LineDecoder.Line;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the replies of a server (RFC 959 §4.2) from the bytes of a control connection, however they are split.
 *
 * <p>Lenient where servers differ: a line may end in LF alone, text that is not UTF-8 is read as ISO-8859-1, Telnet
 * commands are dropped, a last line may be the bare code, and middle lines may repeat the code. A server that sends
 * something else, or more than the limits allow, gets a {@link ProtocolException}; the connection is then of no use.
 * Not thread safe: one parser belongs to one connection.
 */
public final class ReplyParser {
    private static final int CODE_LENGTH = 3;
    private static final int EXCERPT_LENGTH = 60;

    /**
     * How much one reply may be.
     *
     * @param lineBytes the longest line, in bytes
     * @param lines the most lines of one reply
     * @param characters the most text in all lines of one reply, in UTF-16 units
     */
    public record Limits(int lineBytes, int lines, int characters) {
        /** Room for the status of a large folder, and not for an attack: 8 KiB, 16 384 lines, 1 Mi characters. */
        public static final Limits DEFAULT = new Limits(8 << 10, 16 << 10, 1 << 20);

        /** Checks that all are positive. */
        public Limits {
            if (lineBytes < 1 || lines < 1 || characters < 1) {
                throw new IllegalArgumentException(
                        "Limits must be positive: " + lineBytes + ", " + lines + ", " + characters);
            }
        }
    }

    private final Limits limits;
    private final LineDecoder decoder;

    private List<String> lines = List.of(); // of the unfinished reply; empty between replies
    private int code;
    private int characters;

    /** Makes a parser for one connection. */
    public ReplyParser(Limits limits) {
        this.limits = limits;
        decoder = new LineDecoder(limits.lineBytes());
    }

    /**
     * Consumes {@code in} up to and including the end of the next reply.
     *
     * @return the reply, or null when {@code in} was used up first; what it had is kept for the next call
     * @throws ProtocolException if this is not FTP, or too much of it
     */
    public Reply next(ByteBuffer in) throws ProtocolException {
        for (Line line = decoder.next(in); line != null; line = decoder.next(in)) {
            if (line.fault() == Fault.TOO_LONG) {
                throw excess("a line of over " + limits.lineBytes() + " bytes");
            }
            if (lines.isEmpty() ? acceptFirst(line.text()) : acceptNext(line.text())) {
                return takeReply(line.text());
            }
        }
        return null;
    }

    /** Whether part of a reply has arrived and the rest is still to come. */
    public boolean isInsideReply() {
        return !lines.isEmpty() || decoder.heldBytes() > 0;
    }

    /** Forgets everything of the current reply: what came in plaintext must not survive AUTH TLS (RFC 4217 §4). */
    public void reset() {
        clear();
        decoder.reset();
    }

    /** True when this line is a whole reply. */
    private boolean acceptFirst(String line) throws ProtocolException {
        long number = Digits.parse(line, 0, Math.min(CODE_LENGTH, line.length()));
        boolean hyphen = line.startsWith("-", CODE_LENGTH);
        if (number < 100 || number > 599 || !(hyphen || endsCode(line))) {
            throw new ProtocolException("This is not an FTP server: '" + excerpt(line)
                    + "' came where a reply with a three-digit code is due");
        }
        code = (int) number;
        if (hyphen) {
            lines = new ArrayList<>();
            add(textAfterCode(line));
        }
        return !hyphen;
    }

    /** True when this line is the last of the reply. */
    private boolean acceptNext(String line) throws ProtocolException {
        boolean repeatsCode = Digits.parse(line, 0, Math.min(CODE_LENGTH, line.length())) == code;
        if (repeatsCode && endsCode(line)) {
            return true;
        }
        add(repeatsCode && line.startsWith("-", CODE_LENGTH) ? textAfterCode(line) : line);
        return false;
    }

    private void add(String text) throws ProtocolException {
        characters += text.length();
        if (lines.size() >= limits.lines() - 1) {
            throw excess("a reply " + code + " of over " + limits.lines() + " lines");
        }
        if (characters > limits.characters()) {
            throw excess("a reply " + code + " of over " + limits.characters() + " characters");
        }
        lines.add(text);
    }

    private Reply takeReply(String lastLine) {
        String text = textAfterCode(lastLine);
        if (lines.isEmpty()) {
            return Reply.of(code, text);
        }
        lines.add(text);
        Reply reply = Reply.of(code, lines);
        clear();
        return reply;
    }

    private void clear() {
        lines = List.of();
        characters = 0;
    }

    private ProtocolException excess(String what) {
        reset();
        return new ProtocolException("The server sent " + what + ", which is the limit");
    }

    private static boolean endsCode(String line) {
        return line.length() == CODE_LENGTH || line.startsWith(" ", CODE_LENGTH);
    }

    private static String textAfterCode(String line) {
        return line.length() > CODE_LENGTH ? line.substring(CODE_LENGTH + 1) : "";
    }

    private static String excerpt(String line) {
        return LogText.escape(line.length() <= EXCERPT_LENGTH ? line : line.substring(0, EXCERPT_LENGTH) + "…");
    }
}
