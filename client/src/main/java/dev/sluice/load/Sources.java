package dev.sluice.load;

import dev.sluice.ftp.Digits;
import dev.sluice.ftp.Split;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Addresses to connect from, so that one address's 28 000 ephemeral ports are not the limit. */
public final class Sources {

    private static final int MOST = 65_536;

    private Sources() {}

    /**
     * Parses an IPv4 address with an optional prefix length, such as {@code 127.0.0.0/24}: the hosts of that network, at most 65 536.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static List<InetAddress> parse(String text) {
        List<String> parts = Split.at('/', text, 2);
        int prefix = parts.size() == 1 ? Integer.SIZE : prefix(text, parts.get(1));
        long first = Integer.toUnsignedLong(number(text, parts.get(0)));
        if (prefix == Integer.SIZE) {
            return List.of(address(first));
        }
        long hosts = (1L << (Integer.SIZE - prefix)) - 2;
        long network = first & -(hosts + 2);
        List<InetAddress> addresses = new ArrayList<>();
        for (long host = 1; host <= Math.min(hosts, MOST); host++) {
            addresses.add(address(network + host));
        }
        return addresses;
    }

    private static int prefix(String text, String digits) {
        try {
            int prefix = Integer.parseInt(digits);
            if (prefix >= 8 && prefix <= 30) {
                return prefix;
            }
        } catch (NumberFormatException e) {
            // reported below, in our words
        }
        throw new IllegalArgumentException("'" + text + "' has no prefix length from 8 to 30; write 127.0.0.0/24");
    }

    private static int number(String text, String host) {
        int number = 0;
        List<String> octets = Split.at('.', host, 5);
        for (String octet : octets) {
            long value = octet.length() > 3 ? -1 : Digits.parse(octet);
            if (octets.size() != 4 || value < 0 || value > 255) {
                throw new IllegalArgumentException("'" + text + "' is no IPv4 network; write 127.0.0.0/24");
            }
            number = number << 8 | (int) value;
        }
        return number;
    }

    private static InetAddress address(long number) {
        byte[] octets = {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return Inet4Address.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are an address", e);
        }
    }
}
