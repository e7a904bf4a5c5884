package dev.sluice.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

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
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a port range looks like 50000-50100, not like " + text);
        }
        return new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
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
