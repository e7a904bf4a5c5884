package dev.sluice.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Whom an address belongs to, as far as it tells: an IPv4 address, or an IPv6 /64, since every host in that has all its addresses to
 * choose from (RFC 4291 §2.5.4). What is limited by address is limited by group: sessions, memory, wrong passwords and bans.
 */
public final class AddressGroup {

    private static final int PREFIX_BYTES = 8;

    /** How the first address of a /64 ends. */
    private static final String NO_HOST = ":0:0:0:0";

    private final InetAddress first;

    private AddressGroup(InetAddress first) {
        this.first = first;
    }

    /** The group of {@code address}, whatever interface it was seen on. */
    public static AddressGroup of(InetAddress address) {
        return new AddressGroup(address instanceof Inet6Address ? firstOf(address) : address);
    }

    private static InetAddress firstOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }

    /** {@code address} for logs, without the interface that a link-local one may end with. */
    public static String host(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressGroup group && group.first.equals(first);
    }

    @Override
    public int hashCode() {
        return first.hashCode();
    }

    /** For logs: {@code 192.0.2.1}, or {@code 2001:db8:1:2::/64}. */
    @Override
    public String toString() {
        String text = host(first);
        return first instanceof Inet6Address ? text.substring(0, text.length() - NO_HOST.length()) + "::/64" : text;
    }
}
