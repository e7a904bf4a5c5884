package dev.sluice.server;

import dev.sluice.ftp.Digits;
import dev.sluice.ftp.Split;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports for passive data connections, both ends included; {@link #ANY} lets the system choose.
 *
 * @param first the lowest port, 0 for any
 * @param last the highest port
 */
public record PortRange(int first, int last) {

    /** Ports chosen by the system. */
    public static final PortRange ANY = new PortRange(0, 0);

    /** How many ports are bound at most when the system chooses them. */
    static final int MOST_EPHEMERAL = 20_000;

    private static final int LONGEST = "65535-65535".length();

    /** Checks the order and the limits. */
    public PortRange {
        boolean any = first == 0 && last == 0;
        if (!any && (first < 1 || last > 65_535 || first > last)) {
            throw new IllegalArgumentException(
                    "a port range is two ports from 1 to 65535, the lower first: " + first + "-" + last);
        }
    }

    /**
     * Reads {@code FROM-TO}.
     *
     * @throws IllegalArgumentException if {@code text} is something else
     */
    public static PortRange parse(String text) {
        List<String> ends = Split.at('-', text, 2);
        long first = Digits.parse(ends.get(0));
        long last = ends.size() < 2 ? -1 : Digits.parse(ends.get(1));
        if (first < 0 || last < 0 || text.length() > LONGEST) {
            throw new IllegalArgumentException("a port range looks like 30000-30099, not like " + text);
        }
        return new PortRange((int) first, (int) last);
    }

    boolean isAny() {
        return first == 0;
    }

    /** All ports of the range, in a list that the caller may change. */
    List<Integer> ports() {
        List<Integer> ports = new ArrayList<>();
        for (int port = first; !isAny() && port <= last; port++) {
            ports.add(port);
        }
        return ports;
    }
}
