package dev.sluice.sim;

import dev.sluice.storage.disk.DiskEvents;
import dev.sluice.storage.disk.SimStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What a simulated disk does to those who use it, and what of it would be there after a crash. */
final class SimDisk implements DiskEvents {

    private static final long CALL_NANOS = 5_000;

    /** Calls that need room. */
    private static final Set<Call> GROWING = EnumSet.of(Call.CREATE, Call.WRITE, Call.MAKE_DIRECTORY);

    /** Two clients may wait for each other here, which threads can and nested calls cannot. */
    private static final Set<Call> ALONE = EnumSet.of(Call.LOOK, Call.MAKE_DIRECTORY);

    private final World world;
    private final Troubles troubles;
    private final Audience audience;
    private final CrashImage durable = new CrashImage();
    private final Map<Path, Integer> open = new TreeMap<>();
    private Runnable beforeCall = () -> {};
    private boolean full;
    private boolean calm;

    /**
     * What can be wrong with a disk.
     *
     * @param slow chance that a call takes up to a second
     * @param hanging chance that a call by a pool takes up to an hour
     * @param error chance that a call fails
     * @param filling whether the disk is full at times
     * @param partial chance that a read or write moves less than it was asked to
     */
    record Troubles(double slow, double hanging, double error, boolean filling, double partial) {
        static Troubles none() {
            return new Troubles(0, 0, 0, false, 0.1);
        }

        /** Calls take their time, but do what they should. */
        static Troubles slow(World world) {
            return new Troubles(world.chance(0.5) ? 0.01 : 0.2, 0, 0, false, 0.3);
        }

        static Troubles some(World world) {
            return new Troubles(
                    world.chance(0.5) ? 0.02 : 0,
                    world.chance(0.3) ? 0.003 : 0,
                    world.chance(0.7) ? 0.01 : 0,
                    world.chance(0.4),
                    0.3);
        }

        boolean isReliable() {
            return error == 0 && hanging == 0 && !filling;
        }
    }

    /** Who hears what becomes of files. */
    interface Audience {
        /** A part file became the file at {@code path}. */
        void published(Path path, byte[] content);

        /** It has gone, or is another one. */
        void changed(Path path);
    }

    SimDisk(World world, Troubles troubles, Audience audience) {
        this.world = world;
        this.troubles = troubles;
        this.audience = audience;
        if (troubles.filling) {
            world.after(world.between(0, 2_000_000_000L), this::fill);
        }
    }

    /** From now on all goes well. */
    void calmDown() {
        calm = true;
        full = false;
    }

    private void fill() {
        if (calm) {
            return;
        }
        full = !full;
        world.say(() -> full ? "the disk is full" : "there is room on the disk again");
        world.after(world.between(1_000_000, full ? 300_000_000L : 5_000_000_000L), this::fill);
    }

    /** Runs {@code action} before each call. */
    void beforeEachCall(Runnable action) {
        beforeCall = action;
    }

    /** Files and directories that are open. */
    Map<Path, Integer> open() {
        return open;
    }

    /** What would be there if the machine lost its power now. */
    CrashImage durable() {
        return durable;
    }

    // ---- what is told of the disk ----

    @Override
    public void before(Call call, Path path) throws IOException {
        beforeCall.run();
        world.spend(CALL_NANOS);
        if (calm) {
            return;
        }
        if (world.chance(troubles.slow)) {
            long nanos = world.between(TimeUnit.MILLISECONDS.toNanos(15), TimeUnit.MILLISECONDS.toNanos(700));
            pause(call, path, nanos);
        } else if (world.isOnPool() && world.chance(troubles.hanging)) {
            pause(call, path, world.between(TimeUnit.SECONDS.toNanos(20), TimeUnit.HOURS.toNanos(1)));
        }
        if (full && GROWING.contains(call)) {
            throw failed(call, path, "No space left on device");
        }
        if (world.chance(troubles.error)) {
            throw failed(call, path, "Input/output error");
        }
    }

    private void pause(Call call, Path path, long nanos) {
        world.say(() -> "disk: " + call + " " + path + " takes " + nanos / 1_000_000 + " ms");
        if (ALONE.contains(call)) {
            world.spend(nanos);
        } else {
            world.block(nanos);
        }
    }

    private IOException failed(Call call, Path path, String why) {
        world.say(() -> "disk: " + call + " " + path + " failed: " + why);
        return new FileSystemException(path.toString(), null, why);
    }

    @Override
    public int moves(Call call, int bytes) {
        return bytes > 1 && world.chance(troubles.partial) ? (int) world.between(1, bytes) : bytes;
    }

    @Override
    public void opened(Path path) {
        open.merge(path, 1, Integer::sum);
    }

    @Override
    public void closed(Path path) {
        open.computeIfPresent(path, (same, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void made(Path path, Object inode) {
        durable.made(path, inode);
    }

    @Override
    public void forced(Object inode, byte[] content) {
        world.say(() -> "disk: file " + inode + " with " + content.length + " bytes is on the disk");
        durable.forced(inode, content);
    }

    @Override
    public void moved(Path from, Path to) {
        world.say(() -> "disk: " + from + " is " + to + " now");
        durable.moved(from, to);
        if (SimStore.isPart(from) && !SimStore.isPart(to)) {
            try {
                audience.published(to, Files.readAllBytes(to));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            audience.changed(from);
            audience.changed(to);
        }
    }

    @Override
    public void deleted(Path path) {
        durable.deleted(path);
        audience.changed(path);
    }

    @Override
    public void madeDirectory(Path path) {
        world.say(() -> "disk: directory " + path + " was made");
    }

    @Override
    public void synced(Path directory) {
        world.say(() -> "disk: the names in " + directory + " are on the disk");
        durable.synced(directory);
    }

    /** The paths that are open, as text. */
    List<String> openFiles() {
        List<String> files = new ArrayList<>();
        open.forEach((path, count) -> files.add(path + " x " + count));
        return files;
    }
}
