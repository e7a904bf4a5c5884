package dev.sluice.ftpd;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Rights;
import dev.sluice.net.Transport;
import dev.sluice.server.Host;
import dev.sluice.server.HostSettings;
import dev.sluice.server.LoopServices;
import dev.sluice.server.Served;
import dev.sluice.server.Service;
import dev.sluice.server.Surroundings;
import dev.sluice.server.Usage;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.disk.SimStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The one door of a simulation to the server: starts a real one in a simulated world, and tells what it holds. */
public final class SimServer {

    public static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(60);
    public static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);
    public static final Duration DATA_TIMEOUT = Duration.ofSeconds(30);
    public static final String PASSWORD = "secret";
    public static final Map<String, String> USERS =
            new TreeMap<>(Map.of("alice", PASSWORD, "bob", PASSWORD, "carol", PASSWORD));

    private final Host host;
    private final FtpService service;
    private final SimStore store;

    /** A verb of the command table. */
    public record Verb(String name, boolean needsLogin, boolean mayHaveArgument, boolean needsArgument) {}

    /** The service, which the host opens when it starts. */
    private static final class Opened implements Service.Factory {
        private final FtpSettings settings;
        private Optional<FtpService> service = Optional.empty();

        Opened(FtpSettings settings) {
            this.settings = settings;
        }

        @Override
        public Service open(Served served, LoopServices services, Runnable ended) {
            service = Optional.of(new FtpService(settings, served, services, ended));
            return service.get();
        }
    }

    private SimServer(Host host, FtpService service, SimStore store) {
        this.host = host;
        this.service = service;
        this.store = store;
    }

    /** Starts a server that listens on {@code address} and confirms uploads when they are on the disk, if {@code fsync}. */
    public static SimServer start(
            Surroundings world, SimStore store, InetSocketAddress address, boolean fsync, int passivePorts)
            throws IOException {
        FtpOptions options = new FtpOptions()
                .address(address)
                .passivePorts(PortRange.parse("20000-" + (20_000 + passivePorts - 1)))
                .timeouts(LOGIN_TIMEOUT, IDLE_TIMEOUT, DATA_TIMEOUT)
                .tellProcessId(false);
        HostSettings settings = new HostSettings(
                Path.of("simulated"),
                Accounts.of(accounts(), Optional.of(Account.anonymous(Rights.READ))),
                false,
                10_000,
                10_000,
                8 << 20,
                0,
                Duration.ofMinutes(1),
                true,
                Duration.ofDays(7),
                fsync,
                StorageOptions.Inline.AUTO,
                1);
        Opened opened = new Opened(options.settings());
        Host host = Host.attach(settings, List.of(new Host.Offer(address, opened)), world, store.store());
        return new SimServer(host, opened.service.orElseThrow(), store);
    }

    private static Map<Account, String> accounts() {
        Map<Account, String> accounts = new HashMap<>();
        USERS.forEach((name, password) -> accounts.put(Account.of(name, Rights.WRITE), password));
        return accounts;
    }

    /** What it knows. */
    public static List<Verb> verbs() {
        return new CommandTable()
                .all().stream()
                        .map(command -> new Verb(
                                command.verb(),
                                command.access().login(),
                                command.argument() != Command.Argument.NONE,
                                command.argument() == Command.Argument.REQUIRED))
                        .toList();
    }

    /** What the server holds that it should not hold when nobody is there; empty if there is nothing. */
    public CompletableFuture<String> holdings() {
        return host.usage()
                .thenApply(usage -> usage.sessions() == 0
                                && service.passivePorts().lent() == 0
                                && usage.transfers() == 0
                                && usage.buffersLent() == 0
                                && usage.claims() == 0
                                && usage.borrowed() == 0
                        ? ""
                        : usage + ", leases=" + service.passivePorts().lent());
    }

    /** Listening sockets. */
    public CompletableFuture<Integer> listeners() {
        return host.usage().thenApply(Usage::listeners);
    }

    /** Forgets to give a passive port back; for a server that is wrong on purpose. */
    public void keepPort(InetAddress peer) {
        service.passivePorts().lease(peer, Transport::close);
    }

    /** Forgets to give a buffer back. */
    public void keepBuffer() {
        service.services().transfers().buffers().take();
    }

    /** Forgets to give back a path that was uploaded. */
    public void keepClaim(String path) {
        try {
            store.store().store(RootedPath.ROOT.resolve(path), "nobody");
        } catch (StorageException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops gracefully. */
    public void drain(Duration deadline) {
        host.drain(deadline);
    }
}
