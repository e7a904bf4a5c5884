package dev.sluice.sim;

import dev.sluice.client.ClientLoop;
import dev.sluice.ftpd.SimServer;
import dev.sluice.loop.Lanes;
import dev.sluice.loop.Offload;
import dev.sluice.net.Network;
import dev.sluice.server.Surroundings;
import dev.sluice.storage.disk.SimStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One life of a server and its clients, from its start to its stop, as a seed has it. */
final class Simulation implements AutoCloseable {

    static final InetAddress SERVER = Wire.address(10, 0, 0, 1);

    /** So long ago that listings show the year, whatever today is. */
    private static final Instant EPOCH = Instant.parse("2001-02-03T04:05:06Z");

    /** Nobody holds up the others for longer, as long as the disk is quick. */
    private static final long LONGEST_HANDLER = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long LONGEST = TimeUnit.DAYS.toNanos(2);

    private final World world;
    private final Alarm alarm;
    private final Machine serverMachine;
    private final Machine clientMachine;
    private final Conditions conditions;
    private final Scene scene;
    private final SimDisk disk;
    private final SimStore store;
    private final SimServer server;
    private final List<Inhabitant> inhabitants = new ArrayList<>();

    /** What came of a life. */
    record Outcome(long seed, Optional<String> failure, String trace, long steps, long nanos) {
        Outcome requireFine() {
            failure.ifPresent(why -> {
                throw new AssertionError(
                        "seed " + seed + ": " + why + "\nReplay it with -Dsim.seed=" + seed + "\n" + lastOf(trace));
            });
            return this;
        }

        private static String lastOf(String trace) {
            int most = 40_000;
            return trace.length() <= most ? trace : "…" + trace.substring(trace.length() - most);
        }
    }

    private Simulation(long seed, Trace trace, Mutation mutation) throws IOException {
        world = new World(seed, trace);
        alarm = Alarm.in(world);
        boolean fineNetwork = world.chance(0.5);
        boolean fineDisk = world.chance(0.5);
        boolean finePool = world.chance(0.7);
        boolean inline = world.chance(0.5);
        boolean fsync = world.chance(0.3);
        Weather weather = fineNetwork ? Weather.calm(world) : Weather.rough(world);
        SimDisk.Troubles troubles = !fineDisk
                ? SimDisk.Troubles.some(world)
                : world.chance(0.5) ? SimDisk.Troubles.none() : SimDisk.Troubles.slow(world);
        conditions = new Conditions(fineNetwork, troubles.isReliable(), troubles.slow() == 0, finePool);
        serverMachine = new Machine(world, "server");
        clientMachine = new Machine(world, "clients");
        Wire wire = new Wire(world, weather);
        Network network = new SimNetwork(clientMachine, wire, Wire.address(10, 0, 0, 2));
        int mostBytes = Math.min(200_000, weather.leastBuffer() * 60);
        scene = new Scene(world, clientMachine, network, conditions, mostBytes, new Scene.Files(world));
        Clock clock = new SimClock(world);
        disk = new SimDisk(world, troubles, scene.files());
        int clients = 1 + world.below(4);
        store = new SimStore(
                new SimStore.Settings(inline, fsync, clock, world::nanos, world.split()), disk, directories(clients));
        world.say(() -> "seed " + seed + ": " + clients + " clients, " + conditions + ", " + weather + ", " + troubles
                + (inline ? ", inline" : ", on the pool") + (fsync ? ", fsync" : ""));
        SimPool pool = new SimPool(world, finePool ? SimPool.Troubles.none(world) : SimPool.Troubles.some(world));
        Offload lane = new Offload(serverMachine.loop(), mutation.pool().apply(pool));
        server = SimServer.start(
                new Surroundings(
                        serverMachine.loop(),
                        mutation.network().apply(new SimNetwork(serverMachine, wire, SERVER)),
                        Lanes.all(lane),
                        world.split(),
                        clock),
                store,
                new InetSocketAddress(SERVER, Wire.CONTROL_PORT),
                fsync,
                world.chance(0.2) ? 60 : 300);
        mutation.server().accept(server);
        ClientLoop library = new ClientLoop(
                clientMachine.loop(),
                network,
                new Offload(clientMachine.loop(), new SimPool(world, SimPool.Troubles.none(world))),
                clock,
                world.split());
        if (fsync) {
            disk.beforeEachCall(this::mayCrash);
        }
        for (int i = 0; i < clients; i++) {
            InetAddress address = Wire.address(10, 0, 0, 2 + world.below(2));
            inhabitants.add(
                    world.chance(0.35)
                            ? new LibraryUser(scene, library, i, address)
                            : new RawClient(scene, i, address));
        }
    }

    private static List<String> directories(int clients) {
        List<String> directories = new ArrayList<>(List.of("shared"));
        for (int i = 0; i < clients; i++) {
            for (int session = 0; session < RawClient.SESSIONS; session++) {
                directories.add(RawClient.home(i, session).substring(1));
            }
        }
        return directories;
    }

    /** The clock of the files. */
    private static final class SimClock extends Clock {
        private final World world;

        SimClock(World world) {
            this.world = world;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return EPOCH.plusNanos(world.elapsed());
        }
    }

    /** Lives the life of {@code seed}; the trace is empty if all went well, unless {@code traced}. */
    static Outcome run(long seed, boolean traced) {
        return run(seed, traced, Mutation.NONE);
    }

    static Outcome run(long seed, boolean traced, Mutation mutation) {
        Outcome outcome = live(seed, traced ? Trace.kept() : Trace.none(), mutation);
        return outcome.failure().isEmpty() || traced ? outcome : live(seed, Trace.kept(), mutation);
    }

    private static Outcome live(long seed, Trace trace, Mutation mutation) {
        try (Simulation simulation = new Simulation(seed, trace, mutation)) {
            simulation.live();
            World world = simulation.world;
            return new Outcome(seed, world.failure(), trace.toString(), world.steps(), world.elapsed());
        } catch (IOException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /** Now and then the server's process gets no processor for a while. */
    private void sometimesPause() {
        world.after(world.between(0, TimeUnit.SECONDS.toNanos(20)), () -> {
            if (inhabitants.stream().allMatch(Inhabitant::isDone)) {
                return;
            }
            long nanos = world.between(0, TimeUnit.SECONDS.toNanos(world.chance(0.2) ? 40 : 1));
            world.say(() -> "the server's process stops for " + nanos / 1_000_000 + " ms");
            serverMachine.pause(nanos);
            sometimesPause();
        });
    }

    private void live() {
        if (!conditions.network() && world.chance(0.5)) {
            sometimesPause();
        }
        if (!world.run(() -> inhabitants.stream().allMatch(Inhabitant::isDone), LONGEST)) {
            world.fail("not done in time: " + inhabitants);
        }
        disk.calmDown();
        world.run(() -> false, TimeUnit.HOURS.toNanos(2)); // Jobs that hang come back, deadlines pass.
        requireNothingHeld();
        server.drain(Duration.ofSeconds(10));
        world.run(serverMachine::hasEnded, TimeUnit.MINUTES.toNanos(1));
        requireStopped();
    }

    /** If the power failed now, whatever was confirmed would be there, and whole. */
    private void mayCrash() {
        if (!world.chance(0.2)) {
            return;
        }
        int written = world.below(disk.durable().pending() + 1);
        scene.files().confirmed().forEach((path, content) -> {
            Optional<byte[]> there = disk.durable().at(store.root().resolve(path.substring(1)), written);
            if (there.isEmpty() || !Arrays.equals(there.get(), content.bytes())) {
                world.fail("after a crash, " + path + " would be "
                        + there.map(bytes -> bytes.length + " bytes").orElse("gone") + ", though " + content
                        + " was confirmed");
            }
        });
    }

    private void requireNothingHeld() {
        CompletableFuture<String> holdings = server.holdings();
        CompletableFuture<Integer> listeners = server.listeners();
        world.run(() -> holdings.isDone() && listeners.isDone(), TimeUnit.MINUTES.toNanos(1));
        if (world.failure().isEmpty()) {
            String held = holdings.join();
            if (!held.isEmpty()) {
                world.fail("the server holds " + held + " when nobody is there");
            } else if (conditions.disk() && conditions.quickDisk() && longestHandler() > LONGEST_HANDLER) {
                world.fail("a handler held up the loop for " + longestHandler() + " ns");
            } else if (serverMachine.open() != listeners.join()) {
                world.fail("the server has " + serverMachine.open() + " sockets open, and " + listeners.join()
                        + " of them listen");
            }
        }
    }

    /** Nanoseconds, of what calls to the network and the disk cost. */
    private long longestHandler() {
        return serverMachine.loop().stats().snapshot().longestNanos();
    }

    private void requireStopped() {
        if (world.failure().isEmpty() && (!serverMachine.hasEnded() || serverMachine.open() > 0)) {
            world.fail("the server was told to stop, and has " + serverMachine.open() + " sockets open"
                    + (serverMachine.hasEnded() ? "" : ", and its loop runs"));
        } else if (world.failure().isEmpty() && !disk.open().isEmpty()) {
            world.fail("the server has stopped with files open: " + disk.open());
        }
    }

    @Override
    public void close() throws IOException {
        alarm.close();
        serverMachine.close();
        clientMachine.close();
        store.close();
    }
}
