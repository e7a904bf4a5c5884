package dev.sluice;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Rights;
import dev.sluice.ftpd.FtpOptions;
import dev.sluice.server.Host;
import dev.sluice.server.HostSettings;
import dev.sluice.server.Surroundings;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageOptions.Inline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Describes a {@link Sluice}. Unless told otherwise it serves FTP on a free port of the loopback address. Somebody must be able to log
 * in: call {@link #user}, {@link #accounts} or {@link #anonymous}.
 *
 * <p>Not thread safe.
 */
public final class SluiceBuilder {

    private static final int DISK_THREADS = 4;

    private final Path root;
    private final FtpOptions ftp = new FtpOptions();
    private final Map<Account, String> passwords = new LinkedHashMap<>();
    private Optional<Accounts> accounts = Optional.empty();
    private Optional<Account> guest = Optional.empty();
    private boolean readOnly;
    private int maxSessions = 10_000;
    private Optional<Integer> maxSessionsPerAddress = Optional.empty();
    private long memory = defaultMemory();
    private int banAfter = 10;
    private Duration banTime = Duration.ofMinutes(10);
    private boolean keepParts = true;
    private Duration partMaxAge = Duration.ofDays(7);
    private boolean fsync;
    private Inline inline = Inline.AUTO;

    SluiceBuilder(Path root) {
        this.root = root;
    }

    /** FTP on {@code port} of the loopback address; 0 lets the system choose one. */
    public SluiceBuilder ftp(int port) {
        return ftp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** FTP on {@code address}; port 0 lets the system choose one. */
    public SluiceBuilder ftp(InetSocketAddress address) {
        return ftp(options -> options.address(address));
    }

    /** FTP as {@code options} say, for example {@code ftp(options -> options.passivePorts(range))}. */
    public SluiceBuilder ftp(Consumer<FtpOptions> options) {
        options.accept(ftp);
        return this;
    }

    /** Lets {@code name} log in with {@code password} and do everything that can be done to files. */
    public SluiceBuilder user(String name, String password) {
        return user(Account.of(name, Rights.WRITE), password);
    }

    /** Lets the owner of {@code account} log in with {@code password}; a second account of the same name takes the place of the first. */
    public SluiceBuilder user(Account account, String password) {
        passwords.keySet().removeIf(known -> known.name().equals(account.name()));
        passwords.put(account, password);
        return this;
    }

    /** Takes all accounts from {@code source}, instead of {@link #user} and {@link #anonymous}. */
    public SluiceBuilder accounts(Accounts source) {
        accounts = Optional.of(source);
        return this;
    }

    /** Lets anybody log in as {@code anonymous}, with any password. */
    public SluiceBuilder anonymous(Rights rights) {
        guest = Optional.of(Account.anonymous(rights));
        return this;
    }

    /** Refuses every change, whatever the account may do. */
    public SluiceBuilder readOnly(boolean refuse) {
        readOnly = refuse;
        return this;
    }

    /** Limits the sessions in all; 10 000 unless told otherwise. */
    public SluiceBuilder maxSessions(int inAll) {
        maxSessions = inAll;
        return this;
    }

    /**
     * Limits the sessions from one client address, of IPv6 from a /64. Unless told otherwise that is no limit of its own on a loopback
     * address, and a tenth of all, but at least ten, on others.
     */
    public SluiceBuilder maxSessionsPerAddress(int perAddress) {
        maxSessionsPerAddress = Optional.of(perAddress);
        return this;
    }

    /** Limits the sessions in all, and those from one client address. */
    public SluiceBuilder maxSessions(int inAll, int perAddress) {
        return maxSessions(inAll).maxSessionsPerAddress(perAddress);
    }

    private int defaultMaxSessionsPerAddress() {
        boolean loopback = ftp.address().getAddress().isLoopbackAddress();
        return loopback ? maxSessions : Math.min(maxSessions, Math.max(10, maxSessions / 10));
    }

    /**
     * Limits what all sessions together may hold in memory, in bytes: lines and replies that wait, buffers, listings. Those from one
     * address may hold half of it. Beyond that clients are answered 421 or 425. Unless told otherwise: {@link #defaultMemory}.
     */
    public SluiceBuilder memory(long bytes) {
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
    public SluiceBuilder banAfter(int failures, Duration time) {
        banAfter = failures;
        banTime = time;
        return this;
    }

    /** Whether the part of a new file is kept when its upload is aborted, and for how long. */
    public SluiceBuilder keepParts(boolean keep, Duration maxAge) {
        keepParts = keep;
        partMaxAge = maxAge;
        return this;
    }

    /** Whether an upload is on the disk, not only in the system's cache, before it is confirmed. */
    public SluiceBuilder fsync(boolean force) {
        fsync = force;
        return this;
    }

    /**
     * Whether the server's one thread makes short calls to the disk itself, or leaves them to the pool; how long it has to wait for them
     * decides. Unless told otherwise the server finds out by the kind of disk, and by how long calls take.
     */
    public SluiceBuilder inline(Inline when) {
        inline = when;
        return this;
    }

    /** A quarter of the heap, in bytes. */
    public static long defaultMemory() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /**
     * Starts the server, on a thread of its own.
     *
     * @throws IOException when an address cannot be bound or the root is not a directory
     * @throws IllegalStateException when nobody could log in
     * @throws IllegalArgumentException when a limit leaves no room for anything
     */
    public Sluice start() throws IOException {
        return new Sluice(root, Host.start(settings(), offers()));
    }

    /**
     * Starts the server in {@code surroundings} that the caller makes: on a loop that the caller turns and that ends with the server,
     * for tests.
     *
     * @throws IOException as {@link #start}
     */
    public Sluice attach(Surroundings surroundings) throws IOException {
        return new Sluice(root, Host.attach(settings(), offers(), surroundings));
    }

    /** The same, serving the files in {@code store} in place of the root's; the server closes it. */
    public Sluice attach(Surroundings surroundings, Storage store) throws IOException {
        return new Sluice(root, Host.attach(settings(), offers(), surroundings, store));
    }

    private List<Host.Offer> offers() {
        return List.of(ftp.offer());
    }

    private HostSettings settings() {
        if (accounts.isEmpty() && guest.isEmpty() && passwords.isEmpty()) {
            throw new IllegalStateException("nobody could log in: call user, accounts or anonymous");
        }
        if (guest.isPresent() && passwords.keySet().stream().map(Account::name).anyMatch(Account::isOfGuests)) {
            throw new IllegalArgumentException(
                    "anonymous and ftp are the names that guests log in by; call the account something else, or let no guests in");
        }
        return new HostSettings(
                root,
                accounts.orElseGet(() -> Accounts.of(passwords, guest)),
                readOnly,
                maxSessions,
                maxSessionsPerAddress.orElseGet(this::defaultMaxSessionsPerAddress),
                memory,
                banAfter,
                banTime,
                keepParts,
                partMaxAge,
                fsync,
                inline,
                DISK_THREADS);
    }
}
