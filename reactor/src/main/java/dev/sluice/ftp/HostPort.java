package dev.sluice.ftp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The addresses that PORT, PASV (RFC 959), EPRT and EPSV (RFC 2428) carry.
 *
 * <p>Addresses are numeric: nothing here asks a name service, and zone ids are refused. All methods throw {@link
 * IllegalArgumentException} with a message fit for a 501 reply when the text does not parse. An IPv4-mapped IPv6
 * address becomes the IPv4 address, as it does in every socket address of the JDK.
 */
public final class HostPort {
    private static final String IPV6_CHARACTERS = "0123456789abcdefABCDEF:.";
    private static final int MAX_IPV6_LENGTH = 45;

    /** EPRT names a protocol that is neither 1 (IPv4) nor 2 (IPv6): reply 522, not 501 (RFC 2428 §2). */
    public static final class UnknownProtocolException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        UnknownProtocolException(long protocol) {
            super("Network protocol " + protocol + " not supported, use (1,2)");
        }
    }

    private HostPort() {}

    /** Parses the argument of PORT: {@code h1,h2,h3,h4,p1,p2}. */
    public static InetSocketAddress parsePort(String argument) {
        int[] numbers = octets(argument, ',', 6);
        if (numbers.length == 0) {
            throw new IllegalArgumentException(
                    "Address must be h1,h2,h3,h4,p1,p2, each 0 to 255, not '" + argument + "'");
        }
        return socketAddress(numbers);
    }

    /** Formats the argument of PORT. The address must be IPv4. */
    public static String formatPort(InetSocketAddress address) {
        byte[] host = address(address).getAddress();
        if (host.length != 4) {
            throw new IllegalArgumentException("PORT and PASV carry IPv4 only, not " + address);
        }
        StringBuilder out = new StringBuilder(24);
        for (byte octet : host) {
            out.append(octet & 0xff).append(',');
        }
        int port = address.getPort();
        return out.append(port >> 8).append(',').append(port & 0xff).toString();
    }

    /**
     * Parses the argument of EPRT, such as {@code |1|132.235.1.2|6275|} or {@code |2|1080::8:800:200C:417A|5282|}. The
     * delimiter is the first character, any of ASCII 33 to 126.
     *
     * @throws UnknownProtocolException if the protocol is a number other than 1 and 2
     */
    public static InetSocketAddress parseEprt(String argument) {
        List<String> fields = fields(argument);
        long protocol = fields.isEmpty() ? -1 : Digits.parse(fields.get(0));
        if (protocol < 0) {
            throw new IllegalArgumentException("Address must be |protocol|address|port|, not '" + argument + "'");
        }
        if (protocol != 1 && protocol != 2) {
            throw new UnknownProtocolException(protocol);
        }
        InetAddress host = protocol == 1 ? ipv4(fields.get(1)) : ipv6(fields.get(1));
        return new InetSocketAddress(host, port(fields.get(2)));
    }

    /** Formats the argument of EPRT, for IPv4 and IPv6. A zone id is left out: it means nothing to the other side. */
    public static String formatEprt(InetSocketAddress address) {
        InetAddress host = address(address);
        String literal = host.getHostAddress();
        int zone = literal.indexOf('%');
        return (host instanceof Inet6Address ? "|2|" : "|1|")
                + (zone < 0 ? literal : literal.substring(0, zone))
                + '|'
                + address.getPort()
                + '|';
    }

    /**
     * Finds the address in the text of a 227 reply: the first six numbers separated by commas, with or without
     * parentheses and whatever the text around them (RFC 1123 §4.1.2.6).
     */
    public static InetSocketAddress parsePassive(String text) {
        int end;
        for (int start = nextDigit(text, 0); start < text.length(); start = nextDigit(text, end)) {
            end = start;
            while (end < text.length() && (Digits.isDigit(text.charAt(end)) || text.charAt(end) == ',')) {
                end++;
            }
            int[] numbers = octets(text.substring(start, end), ',', 6);
            if (numbers.length > 0) {
                return socketAddress(numbers);
            }
        }
        throw new IllegalArgumentException("No address h1,h2,h3,h4,p1,p2 in reply '" + text + "'");
    }

    /** The text of a 227 reply, in the wording that every client understands. The address must be IPv4. */
    public static String formatPassive(InetSocketAddress address) {
        return "Entering Passive Mode (" + formatPort(address) + ")";
    }

    /** Finds the port in the text of a 229 reply: {@code (|||6446|)} with any delimiter (RFC 2428 §3). */
    public static int parseExtendedPassive(String text) {
        int open = -1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '(') {
                open = i;
            } else if (text.charAt(i) == ')' && open >= 0) {
                List<String> fields = fields(text.substring(open + 1, i));
                if (!fields.isEmpty()
                        && fields.get(0).isEmpty()
                        && fields.get(1).isEmpty()) {
                    return port(fields.get(2));
                }
                open = -1;
            }
        }
        throw new IllegalArgumentException("No port (|||port|) in reply '" + text + "'");
    }

    /** The text of a 229 reply. */
    public static String formatExtendedPassive(int port) {
        return "Entering Extended Passive Mode (|||" + port + "|)";
    }

    /** The three fields of {@code |a|b|c|}, or none if the text is not of that form. */
    private static List<String> fields(String text) {
        int last = text.length() - 1;
        if (last < 1 || text.charAt(0) <= ' ' || text.charAt(0) > '~' || text.charAt(last) != text.charAt(0)) {
            return List.of();
        }
        char delimiter = text.charAt(0);
        int second = text.indexOf(delimiter, 1);
        int third = text.indexOf(delimiter, second + 1);
        if (second == last || third == last || text.indexOf(delimiter, third + 1) != last) {
            return List.of();
        }
        return List.of(text.substring(1, second), text.substring(second + 1, third), text.substring(third + 1, last));
    }

    private static InetSocketAddress socketAddress(int[] numbers) {
        int port = numbers[4] << 8 | numbers[5];
        if (port == 0) {
            throw new IllegalArgumentException("Port must be 1 to 65535, not 0");
        }
        return new InetSocketAddress(fromNumbers(numbers), port);
    }

    private static InetAddress ipv4(String literal) {
        int[] numbers = octets(literal, '.', 4);
        if (numbers.length == 0) {
            throw new IllegalArgumentException("Not an IPv4 address: '" + literal + "'");
        }
        return fromNumbers(numbers);
    }

    /** With a colon in it, and in brackets, the JDK takes a text for an address literal and never for a name. */
    private static InetAddress ipv6(String literal) {
        boolean numeric = literal.indexOf(':') >= 0 && literal.length() <= MAX_IPV6_LENGTH;
        for (int i = 0; numeric && i < literal.length(); i++) {
            numeric = IPV6_CHARACTERS.indexOf(literal.charAt(i)) >= 0;
        }
        if (numeric) {
            try {
                return InetAddress.getByName('[' + literal + ']');
            } catch (UnknownHostException e) {
                // reported below, in our words
            }
        }
        throw new IllegalArgumentException("Not an IPv6 address: '" + literal + "'");
    }

    private static InetAddress fromNumbers(int[] numbers) {
        byte[] host = {(byte) numbers[0], (byte) numbers[1], (byte) numbers[2], (byte) numbers[3]};
        try {
            return InetAddress.getByAddress(host);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 bytes has a legal length", e);
        }
    }

    private static InetAddress address(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("Address has no number: " + address);
        }
        return address.getAddress();
    }

    private static int port(String text) {
        long port = Digits.parse(text);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("Port must be 1 to 65535, not '" + text + "'");
        }
        return (int) port;
    }

    /** Exactly {@code count} numbers from 0 to 255, or an empty array if the text is anything else. */
    private static int[] octets(String text, char separator, int count) {
        int[] numbers = new int[count];
        int start = 0;
        for (int i = 0; i < count; i++) {
            int end = i == count - 1 ? text.length() : text.indexOf(separator, start);
            long number = Digits.parse(text, start, end);
            if (number < 0 || number > 255) {
                return new int[0];
            }
            numbers[i] = (int) number;
            start = end + 1;
        }
        return numbers;
    }

    private static int nextDigit(String text, int from) {
        int i = from;
        while (i < text.length() && !Digits.isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
