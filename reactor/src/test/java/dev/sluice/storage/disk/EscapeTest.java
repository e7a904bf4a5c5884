package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.Listing;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever tree of links lies on the disk and whatever a client writes: nothing outside the root is read or changed. */
class EscapeTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    /** Something put on the disk before the client comes: a directory, a file or a link. */
    private record Thing(String path, String linkTarget, boolean directory) {
        void make(Path root) {
            Path path = root.resolve(this.path);
            try {
                if (!linkTarget.isEmpty()) {
                    Files.createSymbolicLink(
                            path,
                            Path.of(linkTarget.replace(
                                    "OUTSIDE", root.getParent().toString())));
                } else if (directory) {
                    Files.createDirectory(path);
                } else {
                    Files.writeString(path, "inside", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                }
            } catch (IOException e) {
                return; // Random names meet, and what leads nowhere has nothing below it.
            }
        }
    }

    @Provide
    Arbitrary<List<Thing>> mazes() {
        Arbitrary<String> places =
                Arbitraries.of(NAMES).list().ofMinSize(1).ofMaxSize(3).map(names -> String.join("/", names));
        Arbitrary<String> targets = Arbitraries.of("..", "..", ".", "a", "b", "c", "share", "share2", "secret")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(steps -> String.join("/", steps));
        Arbitrary<String> absolute = Arbitraries.of(
                "OUTSIDE", "OUTSIDE/share", "OUTSIDE/share2", "OUTSIDE/secret", "OUTSIDE/share/a", "/", "/etc/passwd");
        Arbitrary<String> links =
                Arbitraries.frequencyOf(Tuple.of(3, targets), Tuple.of(1, absolute), Tuple.of(3, Arbitraries.just("")));
        return Combinators.combine(places, links, Arbitraries.of(true, true, false))
                .as(Thing::new)
                .list()
                .ofMinSize(3)
                .ofMaxSize(14);
    }

    @Provide
    Arbitrary<List<String>> arguments() {
        return Arbitraries.of(
                        "a", "a", "b", "b", "c", "..", ".", "", "share2", "secret", "etc", "passwd", "a\0b", "\\..")
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(steps -> String.join("/", steps))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 200)
    void shouldNeverLeadOutside(@ForAll("mazes") List<Thing> maze, @ForAll("arguments") List<String> arguments)
            throws IOException {
        try (Fixture fixture = new Fixture(TestDisk.LOCAL)) {
            Path outside = fixture.outside;
            Files.createDirectories(outside.resolve("share2/a"));
            for (String secret :
                    List.of("secret", "share2/secret", "share2/a/b", "a", "only-outside", "share2/only-outside")) {
                Files.writeString(outside.resolve(secret), "outside");
            }
            maze.forEach(thing -> thing.make(fixture.root));
            // The maze may have been built through its own links; from here on nothing may change.
            Map<String, String> before = snapshot(outside);

            RootedPath directory = RootedPath.ROOT;
            for (String argument : arguments) {
                directory = use(fixture.store, directory, argument);
            }

            assertThat(snapshot(outside)).isEqualTo(before);
        }
    }

    /** Does everything that a client can do with {@code argument}; returns where it then is. */
    private static RootedPath use(Storage store, RootedPath directory, String argument) throws IOException {
        RootedPath path;
        try {
            path = directory.resolve(argument);
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(StorageException.Reason.BAD_NAME);
            return directory;
        }
        read(store, path);
        list(store, path);
        RootedPath other = path.parent().child("moved");
        List<Call> changes = List.of(
                () -> Fixture.write(store.append(path, "me"), "changed").publish(),
                () -> Fixture.write(store.store(path, "me"), "changed").publish(),
                () -> Fixture.write(store.resume(path, 3, "me"), "changed").abort(),
                () -> store.storeUnique(path, "a", "me").publish(),
                () -> store.setModified(path, Fixture.NOW),
                () -> store.setMode(path, 0700),
                () -> store.makeDirectory(path),
                () -> store.rename(path, other),
                () -> store.rename(other, path),
                () -> store.delete(path),
                () -> finish(store.removeDirectory(path)),
                () -> finish(store.sweepParts(Fixture.NOW.plusSeconds(1_000_000_000))));
        for (Call change : changes) {
            attempt(change);
        }
        return path;
    }

    private interface Call {
        void run() throws IOException;
    }

    /** A refusal is fine, any other exception is not. */
    private static void attempt(Call call) throws IOException {
        try {
            call.run();
        } catch (StorageException e) {
            assertThat(e.getMessage()).doesNotContain("sluice-storage-");
        }
    }

    private static void read(Storage store, RootedPath path) throws IOException {
        attempt(() -> {
            try (OpenFile file = store.openRead(path)) {
                assertThat(Fixture.content(file)).doesNotContain("outside").doesNotContain("root:");
            }
        });
    }

    private static void list(Storage store, RootedPath path) throws IOException {
        attempt(() -> {
            try (Listing listing = store.list(path, () -> false)) {
                listing.forEachRemaining(entry -> assertThat(entry.name()).isNotIn("only-outside", "usr"));
            }
        });
    }

    /** All there is outside the root: names with content, mode and time. */
    private static Map<String, String> snapshot(Path outside) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(outside)) {
            for (Path file : files.filter(path -> !path.startsWith(outside.resolve("share")))
                    .toList()) {
                PosixFileAttributes is = Files.readAttributes(file, PosixFileAttributes.class, NOFOLLOW_LINKS);
                String content = is.isRegularFile() ? Files.readString(file) : "";
                // The directory that holds the root has its own reasons to change its time.
                Object time = file.equals(outside) ? "" : is.lastModifiedTime();
                all.put(file.toString(), content + is.permissions() + time);
            }
        }
        return all;
    }
}
