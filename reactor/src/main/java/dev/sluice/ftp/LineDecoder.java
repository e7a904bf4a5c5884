package dev.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Turns the bytes of a connection into lines: those of a control connection, with the Telnet layer (RFC 854) taken off,
 * or of a listing.
 *
 * <p>The bytes may arrive split anywhere: the lines are the same. Every line is bounded, and so is every Telnet
 * subnegotiation. Between lines a decoder holds no buffer, so an idle session costs nothing but this object. Not thread
 * safe: one decoder belongs to one connection.
 *
 * <p>The socket of a control connection should have {@code SO_OOBINLINE} set. Clients send part of an ABOR as TCP urgent
 * data, Python's ftplib even its LF, and without that option the byte is lost.
 */
public final class LineDecoder {
    private static final byte NUL = 0;
    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final byte IAC = (byte) 255;

    private static final int SE = 240;
    private static final int SB = 250;
    private static final int WILL = 251;
    private static final int DONT = 254;

    private static final int FIRST_CAPACITY = 64;

    /** One line without its terminator. Text with a fault is for the log; it is not a command. */
    public record Line(String text, Fault fault) {}

    /** What is wrong with a line. Where several things are, the first in this order is named. */
    public enum Fault {
        /** Nothing: the text is valid UTF-8 without NUL and CR. */
        NONE,
        /** Longer than the limit. All of it was dropped; the text is empty. */
        TOO_LONG,
        /** Malformed UTF-8. The text is the bytes as ISO-8859-1. */
        NOT_UTF8,
        /**
         * A NUL or CR inside, which the text still contains. This includes a CR sent as CR NUL (RFC 2640 §3.1): legal,
         * but no command has a use for it, and it would break the lines of logs and replies.
         */
        CONTROL
    }

    /** Where in a Telnet sequence the last byte left us. */
    private enum Telnet {
        DATA,
        COMMAND,
        OPTION,
        SUBNEGOTIATION,
        SUBNEGOTIATION_COMMAND
    }

    private final int maxLineBytes;
    private final boolean hasTelnet;

    private byte[] held; // null while no partial line is held
    private int count;
    private boolean crPending; // the last data byte was a CR whose meaning the next one decides
    private boolean control;
    private boolean tooLong;
    private Telnet telnet = Telnet.DATA;
    private int subnegotiationBytes;

    /**
     * Makes a decoder for one control connection.
     *
     * @param maxLineBytes the longest line accepted, in bytes after Telnet decoding and without the terminator
     */
    public LineDecoder(int maxLineBytes) {
        this(maxLineBytes, true);
    }

    private LineDecoder(int maxLineBytes, boolean hasTelnet) {
        if (maxLineBytes < 1) {
            throw new IllegalArgumentException("maxLineBytes must be at least 1, not " + maxLineBytes);
        }
        this.maxLineBytes = maxLineBytes;
        this.hasTelnet = hasTelnet;
    }

    /** Makes a decoder for the listing on one data connection, where no byte is a Telnet command. */
    public static LineDecoder ofListing(int maxLineBytes) {
        return new LineDecoder(maxLineBytes, false);
    }

    /**
     * Consumes {@code in} up to and including the next LF.
     *
     * @return the completed line, or null when {@code in} was used up first; what it had is kept for the next call
     */
    public Line next(ByteBuffer in) {
        if (isBetweenLines()) {
            Line line = plainLine(in);
            if (line != null) {
                return line;
            }
        }
        while (in.hasRemaining()) {
            if (endsLine(in.get())) {
                return takeLine();
            }
        }
        return null;
    }

    /** How many bytes of an unfinished line are held; never more than the limit and one CR. */
    public int heldBytes() {
        return count + (crPending ? 1 : 0);
    }

    /** Bytes of memory that an unfinished line holds. */
    public int capacity() {
        return held == null ? 0 : held.length;
    }

    /** Forgets everything of the current line: what came in plaintext must not survive AUTH TLS (RFC 4217 §4). */
    public void reset() {
        startLine();
        telnet = Telnet.DATA;
    }

    private boolean isBetweenLines() {
        return count == 0 && !crPending && !tooLong && telnet == Telnet.DATA;
    }

    /** The common case without a copy: the whole line is in {@code in}, and all of it is printable ASCII. */
    private Line plainLine(ByteBuffer in) {
        int start = in.position();
        int limit = in.limit();
        int end = start;
        while (end < limit && in.get(end) >= ' ') {
            end++;
        }
        int lf = end < limit && in.get(end) == CR ? end + 1 : end;
        if (lf >= limit || in.get(lf) != LF) {
            return null;
        }
        in.position(lf + 1);
        int length = end - start;
        if (length > maxLineBytes) {
            return new Line("", Fault.TOO_LONG);
        }
        if (in.hasArray()) {
            return new Line(new String(in.array(), in.arrayOffset() + start, length, ISO_8859_1), Fault.NONE);
        }
        byte[] copy = new byte[length];
        in.get(start, copy);
        return new Line(new String(copy, ISO_8859_1), Fault.NONE);
    }

    /** Telnet's view of one byte: drops what is protocol and passes data on. True when a line is complete. */
    private boolean endsLine(byte b) {
        switch (telnet) {
            case DATA -> {
                if (b != IAC || !hasTelnet) {
                    return acceptData(b);
                }
                telnet = Telnet.COMMAND;
            }
            case COMMAND -> {
                return acceptCommand(b);
            }
            case OPTION -> telnet = Telnet.DATA;
            case SUBNEGOTIATION, SUBNEGOTIATION_COMMAND -> skipSubnegotiation(b);
        }
        return false;
    }

    private boolean acceptCommand(byte b) {
        int command = b & 0xff;
        if (command == SB) {
            telnet = Telnet.SUBNEGOTIATION;
            subnegotiationBytes = 0;
            return false;
        }
        if (command >= WILL && command <= DONT) {
            telnet = Telnet.OPTION;
            return false;
        }
        telnet = Telnet.DATA;
        // A doubled IAC is the byte 255. Below SE there are no commands: this IAC lost its command, sent as urgent
        // data before an ABOR (RFC 959 §4.1.3), and b is ordinary data.
        return (b == IAC || command < SE) && acceptData(b);
    }

    private void skipSubnegotiation(byte b) {
        boolean afterIac = telnet == Telnet.SUBNEGOTIATION_COMMAND;
        if (afterIac && (b & 0xff) == SE) {
            telnet = Telnet.DATA;
        } else if (++subnegotiationBytes > maxLineBytes) {
            telnet = Telnet.DATA;
            dropLine();
        } else {
            telnet = b == IAC && !afterIac ? Telnet.SUBNEGOTIATION_COMMAND : Telnet.SUBNEGOTIATION;
        }
    }

    private boolean acceptData(byte b) {
        if (crPending) {
            crPending = false;
            if (b == LF) {
                return true;
            }
            control = true;
            append(CR);
            if (b == NUL) {
                return false; // CR NUL is the Telnet spelling of a CR that ends no line
            }
        }
        if (b == LF) {
            return true;
        }
        if (b == CR) {
            crPending = true;
            return false;
        }
        control |= b == NUL;
        append(b);
        return false;
    }

    private void append(byte b) {
        if (tooLong) {
            return;
        }
        if (count == maxLineBytes) {
            dropLine();
            return;
        }
        if (held == null) {
            held = new byte[Math.min(FIRST_CAPACITY, maxLineBytes)];
        } else if (count == held.length) {
            held = Arrays.copyOf(held, (int) Math.min(2L * count, maxLineBytes));
        }
        held[count++] = b;
    }

    private void dropLine() {
        tooLong = true;
        held = null;
        count = 0;
    }

    private Line takeLine() {
        Line line = tooLong ? new Line("", Fault.TOO_LONG) : decode();
        startLine();
        return line;
    }

    private Line decode() {
        if (count == 0) {
            return new Line("", Fault.NONE);
        }
        String text = new String(held, 0, count, UTF_8);
        if (text.indexOf('\uFFFD') < 0 || isEncodingOf(text)) {
            return new Line(text, control ? Fault.CONTROL : Fault.NONE);
        } else if (hasTelnet && dropLoneCommands()) {
            return decode();
        }
        return new Line(new String(held, 0, count, ISO_8859_1), Fault.NOT_UTF8);
    }

    /** Some clients send the Telnet commands before an ABOR without the IAC in front of them. No verb begins with such bytes. */
    private boolean dropLoneCommands() {
        int start = 0;
        while (start < count && (held[start] & 0xff) >= SE) {
            start++;
        }
        held = Arrays.copyOfRange(held, start, count);
        count -= start;
        return start > 0;
    }

    /** Malformed bytes decode to U+FFFD, which encodes to other bytes; a U+FFFD that was really sent does not. */
    private boolean isEncodingOf(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        return Arrays.equals(encoded, 0, encoded.length, held, 0, count);
    }

    private void startLine() {
        held = null;
        count = 0;
        crPending = false;
        control = false;
        tooLong = false;
    }
}
