package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import dev.sluice.SluiceBuilder;
import dev.sluice.account.Rights;
import dev.sluice.loop.Lanes;
import dev.sluice.loop.ManualTicker;
import dev.sluice.loop.Offload;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.server.Surroundings;
import dev.sluice.server.Usage;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.disk.DiskStorage;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A server that runs on a thread of its own or is turned by hand, and how one waits for it. */
final class RunningServer {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int MOST_TURNS_WAITED = 20_000;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path root;
    private final Sluice server;
    private final Optional<TurnedLoop> turned;
    private int turnsWaited;

    private RunningServer(Path root, Sluice server, Optional<TurnedLoop> turned) {
        this.root = root;
        this.server = server;
        this.turned = turned;
    }

    /** A server on its own thread. */
    static RunningServer start(Path root, UnaryOperator<SluiceBuilder> settings) throws IOException {
        return new RunningServer(root, builder(root, settings).start(), Optional.empty());
    }

    /** A server that a test turns by hand, with its blocking work done by {@code executor}. */
    static RunningServer turn(Path root, ManualTicker ticker, Executor executor, UnaryOperator<SluiceBuilder> settings)
            throws IOException {
        TurnedLoop turned = new TurnedLoop(ticker);
        Sluice server = builder(root, settings)
                .attach(Surroundings.real(turned.loop(), Lanes.all(new Offload(turned.loop(), executor))));
        return new RunningServer(root, server, Optional.of(turned));
    }

    /** A server that a test turns by hand, with another storage than the one for its folder. */
    static RunningServer over(Path root, Function<Storage, Storage> storage) throws IOException {
        TurnedLoop turned = new TurnedLoop(new ManualTicker());
        Sluice server = builder(root, settings -> settings)
                .attach(
                        Surroundings.real(turned.loop(), Lanes.all(new Offload(turned.loop(), Runnable::run))),
                        storage.apply(new DiskStorage(root, StorageOptions.defaults())));
        return new RunningServer(root, server, Optional.of(turned));
    }

    private static SluiceBuilder builder(Path root, UnaryOperator<SluiceBuilder> settings) {
        return settings.apply(Sluice.builder(root).anonymous(Rights.WRITE).user("alice", "secret"));
    }

    Path root() {
        return root;
    }

    Sluice server() {
        return server;
    }

    /** The loop of a server that is turned by hand. */
    TurnedLoop loop() {
        return turned.orElseThrow();
    }

    /** Lets the server do something for a client that waits for {@code channel}. */
    void pace(SocketChannel channel, int ops) throws IOException {
        if (turned.isPresent()) {
            assertThat(++turnsWaited).as("turns waited").isLessThan(MOST_TURNS_WAITED);
            turned.get().loop().runOnce(TURN_NANOS);
        } else {
            Wire.waitForReadiness(channel, ops);
        }
    }

    /** Waits until what the server holds is {@code expected}. */
    Usage await(Predicate<Usage> expected) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Usage usage = usage();
            if (expected.test(usage)) {
                return usage;
            }
            assertThat(System.nanoTime()).as("waiting in vain: %s", usage).isLessThan(deadline);
        }
    }

    /** What the server holds now. */
    Usage usage() throws IOException {
        CompletableFuture<Usage> usage = server.usage();
        if (turned.isPresent()) {
            turned.get().loop().runOnce(TURN_NANOS);
        }
        return usage.orTimeout(PATIENCE_NANOS, TimeUnit.NANOSECONDS).join();
    }

    void stop() throws IOException {
        if (turned.isEmpty()) {
            server.close();
            return;
        }
        server.drain(Duration.ZERO);
        turned.get().turn();
        turned.get().close();
    }
}
