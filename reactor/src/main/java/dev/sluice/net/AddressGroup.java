package dev.sluice.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Whom an address belongs to, as far as it tells: limits hold for all addresses of a group together. */
public final class AddressGroup {

    private static final int PREFIX_BYTES = 8;

    private AddressGroup() {}

    /** The address itself; of IPv6 the first in its /64, since every host has all the others to choose from (RFC 4291 §2.5.4). */
    public static InetAddress of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }
}
