package dev.sluice.server;

import dev.sluice.net.AddressGroup;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * How many are here of each address. Of IPv6 it counts by /64: a host that counted for each of its addresses could be here as often as
 * it likes.
 *
 * <p>Any thread.
 */
public final class Headcount {

    private final Map<AddressGroup, Integer> heads = new HashMap<>();

    /** One more has come from {@code address}. */
    public synchronized void come(InetAddress address) {
        heads.merge(AddressGroup.of(address), 1, Integer::sum);
    }

    /** One of those who came from {@code address} has gone. */
    public synchronized void gone(InetAddress address) {
        heads.computeIfPresent(AddressGroup.of(address), (group, here) -> here == 1 ? null : here - 1);
    }

    /** Those who are here from {@code address} and its group. */
    public synchronized int of(InetAddress address) {
        return heads.getOrDefault(AddressGroup.of(address), 0);
    }

    /** Whether nobody is here, and nothing is remembered. */
    public synchronized boolean isEmpty() {
        return heads.isEmpty();
    }
}
