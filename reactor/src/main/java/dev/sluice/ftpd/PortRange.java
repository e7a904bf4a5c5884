package dev.sluice.ftpd;

import dev.sluice.ftp.Digits;
import dev.sluice.ftp.Split;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.StringTokenizer;

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

    /** Where Linux tells which ports it gives to outgoing connections, over IPv6 too. */
    static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private static final int TOO_HIGH = 65_536;

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
        if (first < 0 || last < 0) {
            throw new IllegalArgumentException("a port range looks like 30000-30099, not like " + text);
        }
        return new PortRange((int) Math.min(first, TOO_HIGH), (int) Math.min(last, TOO_HIGH));
    }

    /** The ports that the system gives to outgoing connections; empty where {@code file} does not tell. */
    static Optional<PortRange> ephemeral(Path file) {
        // In one read: the rest of a file in /proc/sys is empty for a second one, and Files.readString begins with a
        // byte.
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            StringTokenizer ends = new StringTokenizer(Objects.requireNonNullElse(lines.readLine(), ""));
            return Optional.of(new PortRange(Integer.parseInt(ends.nextToken()), Integer.parseInt(ends.nextToken())));
        } catch (IOException | IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty(); // not on this system
        }
    }

    /** Whether some port is in both; {@link #ANY} has none. */
    boolean overlaps(PortRange other) {
        return !isAny() && first <= other.last && other.first <= last;
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

    /** In the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return first + "-" + last;
    }
}
