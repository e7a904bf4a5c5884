package dev.sluice.storage.disk;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The one door of a simulation to the storage: a real store over a disk in memory that tells of every call. */
public final class SimStore implements AutoCloseable {

    private static final String ROOT = "/srv";

    private final FileSystem system;
    private final Path root;
    private final Storage store;

    /**
     * What a store is made of.
     *
     * @param inline whether calls are made on the loop, as with a fast local disk
     */
    public record Settings(boolean inline, boolean fsync, Clock clock, LongSupplier nanos, RandomGenerator random) {}

    /** Opens a store of a disk with the given directories. */
    public SimStore(Settings settings, DiskEvents events, List<String> directories) throws IOException {
        system = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix")
                .setWorkingDirectory("/")
                .setFileTimeSource(() -> FileTime.from(settings.clock().instant()))
                .build());
        root = system.getPath(ROOT);
        Files.createDirectory(root);
        for (String directory : directories) {
            Files.createDirectory(root.resolve(directory));
        }
        StorageOptions options =
                StorageOptions.defaults().withFsync(settings.fsync()).withClock(settings.clock());
        Mounts mounts = settings.inline()
                ? new Mounts(root, List.of(), options.inline(), settings.nanos())
                : Mounts.foreign(options.inline());
        store = new DiskStorage(Disk.open(
                new SimDirectory(Directory.open(root), events),
                settings.inline(),
                mounts,
                options,
                settings.nanos(),
                settings.random()));
    }

    /** The store, for the server. */
    public Storage store() {
        return store;
    }

    /** Where the files are. */
    public Path root() {
        return root;
    }

    /** The path as clients write it. */
    public static String virtual(Path path) {
        return path.toString().substring(ROOT.length());
    }

    /** Whether {@code name} is that of the part file of an upload. */
    public static boolean isPart(Path name) {
        return PartName.matches(name.getFileName().toString());
    }

    @Override
    public void close() throws IOException {
        system.close();
    }
}
