package dev.sluice.ftp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Internet addresses in numbers. The JDK's own parser asks the name service about what it does not recognise, and there
 * are such texts even in brackets; this one can't.
 */
final class AddressLiteral {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int MAX_LENGTH = 45; // eight groups of which the last two are written as IPv4

    private AddressLiteral() {}

    /** Parses {@code 132.235.1.2}, or throws {@link IllegalArgumentException}. */
    static InetAddress parseIpv4(String literal) {
        int[] octets = octets(literal, '.', IPV4_BYTES);
        if (octets.length == 0) {
            throw new IllegalArgumentException("Not an IPv4 address: '" + literal + "'");
        }
        return ofOctets(octets);
    }

    /**
     * Parses the forms of RFC 4291 §2.2, without zone: {@code 1080::8:800:200C:417A}, {@code ::ffff:1.2.3.4}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    static InetAddress parseIpv6(String literal) {
        int gap = literal.indexOf("::");
        ByteBuffer head = ByteBuffer.allocate(IPV6_BYTES);
        ByteBuffer tail = ByteBuffer.allocate(IPV6_BYTES);
        boolean valid = literal.length() <= MAX_LENGTH
                && (gap < 0
                        ? putGroups(head, literal, true)
                        : putGroups(head, literal.substring(0, gap), false)
                                && putGroups(tail, literal.substring(gap + 2), true));
        int zeros = head.remaining() - tail.position();
        if (!valid || (gap < 0 ? zeros != 0 : zeros < 2)) {
            throw new IllegalArgumentException("Not an IPv6 address: '" + literal + "'");
        }
        head.position(head.position() + zeros).put(tail.flip());
        return ofBytes(head.array());
    }

    /** The IPv4 address of the first four numbers. */
    static InetAddress ofOctets(int[] octets) {
        return ofBytes(new byte[] {(byte) octets[0], (byte) octets[1], (byte) octets[2], (byte) octets[3]});
    }

    /** Exactly {@code count} numbers from 0 to 255, or an empty array if the text is anything else. */
    static int[] octets(String text, char separator, int count) {
        int[] octets = new int[count];
        int start = 0;
        for (int i = 0; i < count; i++) {
            int end = i == count - 1 ? text.length() : text.indexOf(separator, start);
            long number = Digits.parse(text, start, end);
            if (number < 0 || number > 255) {
                return new int[0];
            }
            octets[i] = (int) number;
            start = end + 1;
        }
        return octets;
    }

    /** Writes groups of four hexadecimal digits, the last two perhaps as IPv4. False if the text is anything else. */
    private static boolean putGroups(ByteBuffer out, String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return true;
        }
        String[] groups = text.split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            boolean ipv4 = mayEndInIpv4 && i == groups.length - 1 && groups[i].indexOf('.') >= 0;
            if (!(ipv4 ? putIpv4(out, groups[i]) : putGroup(out, groups[i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean putGroup(ByteBuffer out, String group) {
        boolean valid = !group.isEmpty()
                && group.length() <= 4
                && group.chars().allMatch(HexFormat::isHexDigit)
                && out.remaining() >= 2;
        if (valid) {
            out.putShort((short) HexFormat.fromHexDigits(group));
        }
        return valid;
    }

    private static boolean putIpv4(ByteBuffer out, String literal) {
        int[] octets = octets(literal, '.', IPV4_BYTES);
        boolean valid = octets.length > 0 && out.remaining() >= IPV4_BYTES;
        for (int i = 0; valid && i < IPV4_BYTES; i++) {
            out.put((byte) octets[i]);
        }
        return valid;
    }

    private static InetAddress ofBytes(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes has a legal length", e);
        }
    }
}
