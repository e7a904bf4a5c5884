package dev.sluice.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.storage.Listing;
import dev.sluice.storage.LongWork;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A store over a fresh directory, which is checked for leaks and deleted in the end. */
public final class Fixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:34:56Z");
    static final StorageOptions OPTIONS = StorageOptions.defaults().withClock(Clock.fixed(NOW, ZoneOffset.UTC));

    /** Holds the root, so that there is something outside it. */
    final Path outside;

    final Path root;
    final Storage store;
    private final List<Storage> others = new ArrayList<>();

    Fixture(TestDisk disk) throws IOException {
        this(disk, OPTIONS);
    }

    Fixture(TestDisk disk, StorageOptions options) throws IOException {
        outside = disk.makeDirectory().toRealPath();
        root = Files.createDirectory(outside.resolve("share"));
        store = new DiskStorage(root, options);
    }

    /** Another store over the same directory, as after a restart. */
    Storage reopened(StorageOptions options) throws IOException {
        Storage other = new DiskStorage(root, options);
        others.add(other);
        return other;
    }

    public static RootedPath path(String text) {
        try {
            return RootedPath.ROOT.resolve(text);
        } catch (StorageException e) {
            throw new AssertionError(text, e);
        }
    }

    /** Puts a file on the disk behind the store's back. */
    Path file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    Path directory(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    String onDisk(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    void put(String name, String content) throws IOException {
        write(store.store(path(name), "me"), content).publish();
    }

    static Upload write(Upload upload, String content) throws IOException {
        upload.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
        return upload;
    }

    /** Does {@code work} to its end. */
    static <T> T finish(LongWork<T> work) throws IOException {
        try (work) {
            for (boolean done = false; !done; ) {
                done = work.step();
            }
            return work.result();
        }
    }

    String read(String name) throws IOException {
        try (OpenFile file = store.openRead(path(name))) {
            return content(file);
        }
    }

    static String content(OpenFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {}
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    List<String> listed(String directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (Listing listing = store.list(path(directory), () -> false)) {
            listing.forEachRemaining(entry -> names.add(entry.name()));
        }
        return names;
    }

    /** Every name on the disk below the root, sorted. */
    List<String> names() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.skip(1)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    List<String> parts() throws IOException {
        return names().stream().filter(name -> name.endsWith(".part")).toList();
    }

    public static StorageException refusal(ThrowingCallable call) {
        StorageException refusal = catchThrowableOfType(StorageException.class, call);
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    public static Reason reason(ThrowingCallable call) {
        return refusal(call).reason();
    }

    /** Nothing is claimed, and nothing open but the directories that a store keeps open. */
    void assertNoLeaks() throws IOException {
        assertThat(store.claimed()).as("claimed paths").isZero();
        assertThat(openBelow(outside)).as("open files").allMatch(Files::isDirectory);
    }

    /** What this process has open below the root and beside it, as paths. */
    List<Path> open() throws IOException {
        return openBelow(outside);
    }

    /** The files below {@code directory} that this process has open. */
    private static List<Path> openBelow(Path directory) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (directory.getFileSystem() != FileSystems.getDefault() || !Files.isDirectory(descriptors)) {
            return List.of();
        }
        List<Path> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : all.toList()) {
                if (Files.exists(descriptor)
                        && Files.readSymbolicLink(descriptor).startsWith(directory)) {
                    open.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        return open;
    }

    /** Deletes the directory and, on the way, checks that nothing is left open or claimed. */
    @Override
    public void close() throws IOException {
        try {
            for (Storage other : others) {
                closeLost(other);
            }
            assertNoLeaks();
            others.forEach(Storage::close);
            store.close();
            store.close();
            assertThat(openBelow(outside)).as("open descriptors").isEmpty();
        } finally {
            deleteAll();
        }
    }

    /** What another store's uploads had locked is closed with the next look at parts. */
    private static void closeLost(Storage other) throws IOException {
        try {
            finish(other.sweepParts(NOW));
        } catch (StorageException closedOrReadOnly) {
            assertThat(closedOrReadOnly.reason()).isIn(Reason.IO, Reason.READ_ONLY);
        }
    }

    private void deleteAll() throws IOException {
        if (outside.getFileSystem() != FileSystems.getDefault()) {
            outside.getFileSystem().close();
            return;
        }
        try (Stream<Path> all = Files.walk(outside)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
