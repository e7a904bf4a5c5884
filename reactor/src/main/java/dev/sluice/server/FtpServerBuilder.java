package dev.sluice.server;

import dev.sluice.server.Account.Permission;
import dev.sluice.storage.StorageOptions.Inline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Describes an {@link FtpServer}. Unless told otherwise it listens on a free port of the loopback address. Somebody must be able to log
 * in: call {@link #user}, {@link #users} or {@link #anonymous}.
 */
public final class FtpServerBuilder {

    private final Path root;
    private final Map<String, String> passwords = new LinkedHashMap<>();
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Optional<Users> users = Optional.empty();
    private Optional<Permission> anonymous = Optional.empty();
    private boolean readOnly;
    private int maxSessions = 10_000;
    private Optional<Integer> maxSessionsPerAddress = Optional.empty();
    private long memory = defaultMemory();
    private int banAfter = 10;
    private Duration banTime = Duration.ofMinutes(10);
    private Duration loginTimeout = Duration.ofSeconds(60);
    private Duration idleTimeout = Duration.ofMinutes(5);
    private Duration dataTimeout = Duration.ofSeconds(60);
    private PortRange passivePorts = PortRange.ANY;
    private Optional<InetAddress> passiveHost = Optional.empty();
    private boolean foreignData;
    private boolean keepParts = true;
    private Duration partMaxAge = Duration.ofDays(7);
    private boolean fsync;
    private Inline inline = Inline.AUTO;
    private Optional<Boolean> tellProcessId = Optional.empty();

    FtpServerBuilder(Path root) {
        this.root = root;
    }

    /** Where to listen; port 0 lets the system choose one. */
    public FtpServerBuilder address(InetSocketAddress where) {
        address = where;
        return this;
    }

    /** Lets {@code name} log in with {@code password} and do everything. */
    public FtpServerBuilder user(String name, String password) {
        passwords.put(name, password);
        return this;
    }

    /** Takes all accounts from {@code source}, instead of {@link #user} and {@link #anonymous}. */
    public FtpServerBuilder users(Users source) {
        users = Optional.of(source);
        return this;
    }

    /** Lets anybody log in as {@code anonymous}. */
    public FtpServerBuilder anonymous(Permission permission) {
        anonymous = Optional.of(permission);
        return this;
    }

    /** Refuses every change, whatever the account may do. */
    public FtpServerBuilder readOnly(boolean refuse) {
        readOnly = refuse;
        return this;
    }

    /** Limits the sessions in all; 10 000 unless told otherwise. */
    public FtpServerBuilder maxSessions(int inAll) {
        maxSessions = inAll;
        return this;
    }

    /**
     * Limits the sessions from one client address, of IPv6 from a /64. Unless told otherwise that is no limit of its own on a loopback
     * address, and a tenth of all, but at least ten, on others.
     */
    public FtpServerBuilder maxSessionsPerAddress(int perAddress) {
        maxSessionsPerAddress = Optional.of(perAddress);
        return this;
    }

    /** Limits the sessions in all, and those from one client address. */
    public FtpServerBuilder maxSessions(int inAll, int perAddress) {
        return maxSessions(inAll).maxSessionsPerAddress(perAddress);
    }

    private int defaultMaxSessionsPerAddress() {
        boolean loopback = address.getAddress().isLoopbackAddress();
        return loopback ? maxSessions : Math.min(maxSessions, Math.max(10, maxSessions / 10));
    }

    /**
     * Limits what all sessions together may hold in memory, in bytes: lines and replies that wait, buffers, listings. Those from one
     * address may hold half of it. Beyond that clients are answered 421 or 425. Unless told otherwise: {@link #defaultMemory}.
     */
    public FtpServerBuilder memory(long bytes) {
        memory = bytes;
        return this;
    }

    /**
     * Bans client addresses that guess passwords: after so many failures within ten minutes they may not connect for a time, nor may
     * who is connected log in. Unless told otherwise, 10 failures and 10 minutes. Failures also delay what is tried next, with bans or
     * without.
     *
     * @param failures 0 for no bans, and at most 50: the delays leave no room for more
     */
    public FtpServerBuilder banAfter(int failures, Duration time) {
        banAfter = failures;
        banTime = time;
        return this;
    }

    /**
     * Limits waiting.
     *
     * @param login from the connection to the log-in
     * @param idle between two commands
     * @param data for the data connection to come, and between two bytes on it
     */
    public FtpServerBuilder timeouts(Duration login, Duration idle, Duration data) {
        loginTimeout = login;
        idleTimeout = idle;
        dataTimeout = data;
        return this;
    }

    /** The ports for passive data connections. */
    public FtpServerBuilder passivePorts(PortRange range) {
        passivePorts = range;
        return this;
    }

    /** The IPv4 address that PASV tells clients, for a server behind address translation. */
    public FtpServerBuilder passiveHost(InetAddress host) {
        passiveHost = Optional.of(host);
        return this;
    }

    /** Allows data connections with other addresses than the client's, and to ports below 1024; off unless you must. */
    public FtpServerBuilder foreignData(boolean allow) {
        foreignData = allow;
        return this;
    }

    /** Whether the part of a new file is kept when its upload is aborted, and for how long. */
    public FtpServerBuilder keepParts(boolean keep, Duration maxAge) {
        keepParts = keep;
        partMaxAge = maxAge;
        return this;
    }

    /** Whether an upload is on the disk, not only in the system's cache, before it is confirmed. */
    public FtpServerBuilder fsync(boolean force) {
        fsync = force;
        return this;
    }

    /**
     * Whether the server's one thread makes short calls to the disk itself, or leaves them to the pool; how long it has to wait for them
     * decides. Unless told otherwise the server finds out by the kind of disk, and by how long calls take.
     */
    public FtpServerBuilder inline(Inline when) {
        inline = when;
        return this;
    }

    /**
     * Whether the greeting, and STAT before a log-in, tell the process id; who is logged in is told by STAT and SITE PID. Unless told
     * otherwise that is so on a loopback address alone: it is of use to who measures the server, and to who attacks it.
     */
    public FtpServerBuilder tellProcessId(boolean tell) {
        tellProcessId = Optional.of(tell);
        return this;
    }

    /**
     * Starts the server.
     *
     * @throws IOException when the address cannot be bound or the root is not a directory
     * @throws IllegalStateException when nobody could log in
     */
    public FtpServer start() throws IOException {
        return FtpServer.start(config());
    }

    /** A quarter of the heap, in bytes. */
    public static long defaultMemory() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    ServerConfig config() {
        if (users.isEmpty() && anonymous.isEmpty() && passwords.isEmpty()) {
            throw new IllegalStateException("nobody could log in: call user, users or anonymous");
        }
        return new ServerConfig(
                address,
                root,
                users.orElseGet(() -> Users.of(passwords, anonymous)),
                readOnly,
                maxSessions,
                maxSessionsPerAddress.orElseGet(this::defaultMaxSessionsPerAddress),
                memory,
                banAfter,
                banTime,
                4 * 1024,
                loginTimeout,
                idleTimeout,
                dataTimeout,
                passivePorts,
                passiveHost,
                foreignData,
                keepParts,
                partMaxAge,
                fsync,
                inline,
                tellProcessId.orElseGet(() -> address.getAddress().isLoopbackAddress()),
                4);
    }
}
