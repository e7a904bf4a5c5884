package dev.sluice.ftpd;

import dev.sluice.server.Host;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Describes an FTP service. Unless told otherwise it listens on a free port of the loopback address.
 *
 * <p>Not thread safe.
 */
public final class FtpOptions {

    private static final int MAX_LINE_BYTES = 4 * 1024;

    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Duration loginTimeout = Duration.ofSeconds(60);
    private Duration idleTimeout = Duration.ofMinutes(5);
    private Duration dataTimeout = Duration.ofSeconds(60);
    private PortRange passivePorts = PortRange.ANY;
    private Optional<InetAddress> passiveHost = Optional.empty();
    private boolean foreignData;
    private Optional<Boolean> tellProcessId = Optional.empty();

    /**
     * Where to listen; port 0 lets the system choose one.
     *
     * @throws IllegalArgumentException if {@code where} is the name of no host that is known
     */
    public FtpOptions address(InetSocketAddress where) {
        if (where.isUnresolved()) {
            throw new IllegalArgumentException("unknown host " + where.getHostString());
        }
        address = where;
        return this;
    }

    /**
     * Limits waiting.
     *
     * @param login from the connection to the log-in
     * @param idle between two commands
     * @param data for the data connection to come, and between two bytes on it
     */
    public FtpOptions timeouts(Duration login, Duration idle, Duration data) {
        loginTimeout = login;
        idleTimeout = idle;
        dataTimeout = data;
        return this;
    }

    /** The ports for passive data connections. */
    public FtpOptions passivePorts(PortRange range) {
        passivePorts = range;
        return this;
    }

    /** The IPv4 address that PASV tells clients, for a server behind address translation. */
    public FtpOptions passiveHost(InetAddress host) {
        passiveHost = Optional.of(host);
        return this;
    }

    /** Allows data connections with other addresses than the client's, and to ports below 1024; off unless you must. */
    public FtpOptions foreignData(boolean allow) {
        foreignData = allow;
        return this;
    }

    /**
     * Whether the greeting, and STAT before a log-in, tell the process id; who is logged in is told by STAT and SITE PID. Unless told
     * otherwise that is so on a loopback address alone: it is of use to who measures the server, and to who attacks it.
     */
    public FtpOptions tellProcessId(boolean tell) {
        tellProcessId = Optional.of(tell);
        return this;
    }

    /** Where the service listens. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * The service, for a host.
     *
     * @throws IllegalArgumentException if the options leave no room for anything
     */
    public Host.Offer offer() {
        FtpSettings settings = settings();
        return new Host.Offer(address, (served, services, ended) -> new FtpService(settings, served, services, ended));
    }

    FtpSettings settings() {
        return new FtpSettings(
                MAX_LINE_BYTES,
                loginTimeout,
                idleTimeout,
                dataTimeout,
                address.getAddress(),
                passivePorts,
                passiveHost,
                foreignData,
                tellProcessId.orElseGet(() -> address.getAddress().isLoopbackAddress()));
    }
}
