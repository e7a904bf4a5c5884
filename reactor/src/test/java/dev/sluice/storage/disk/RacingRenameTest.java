package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.Listing;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Paths that change under the calls, as fast as they can: not a byte comes from outside, and nothing is made there. */
@Timeout(60)
class RacingRenameTest {
    private static final int ROUNDS = 3000;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private Fixture fixture;
    private Storage store;
    private Path victim;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(TestDisk.LOCAL);
        store = fixture.store;
        victim = Files.createDirectory(fixture.outside.resolve("victim"));
        Files.writeString(victim.resolve("f"), "outside!");
        Files.createFile(victim.resolve("only-outside"));
        fixture.file("d/f", "inside");
    }

    @AfterEach
    void close() throws IOException {
        try (Stream<Path> names = Files.list(victim)) {
            assertThat(names.filter(RacingRenameTest::isNoTrace))
                    .containsExactlyInAnyOrder(victim.resolve("f"), victim.resolve("only-outside"));
        }
        assertThat(Files.readString(victim.resolve("f"))).isEqualTo("outside!");
        fixture.close();
    }

    /** Who is stopped just after the swap may keep an empty directory whose name he didn't choose; a line is logged. */
    private static boolean isNoTrace(Path path) {
        boolean trace = PartName.matches(path.getFileName().toString());
        if (trace) {
            assertThat(path).isEmptyDirectory();
        }
        return !trace;
    }

    private interface Call {
        void run() throws IOException;
    }

    /** Does {@code race} again and again on another thread while {@code calls} are made. */
    private void during(Call race, Call... calls) throws Exception {
        Thread racer = new Thread(() -> {
            try {
                while (!ended.get()) {
                    race.run();
                }
            } catch (IOException | RuntimeException e) {
                failure.set(e);
            }
        });
        racer.start();
        int done = 0;
        for (int i = 0; i < ROUNDS; i++) {
            for (Call call : calls) {
                try {
                    call.run();
                    done++;
                } catch (StorageException e) {
                    // What is swapped away is not there for the moment.
                    assertThat(e.reason()).as(e.getMessage()).isNotEqualTo(Reason.IO);
                }
            }
        }
        ended.set(true);
        racer.join();
        assertThat(failure.get()).isNull();
        assertThat(done).as("calls that found something").isGreaterThan(ROUNDS / 10);
    }

    /** As somebody does who has access to the disk. */
    private void swapForLink() throws IOException {
        Path real = fixture.root.resolve("d");
        Path aside = fixture.root.resolve("aside");
        Path link = fixture.root.resolve("link");
        Files.move(real, aside);
        Files.move(link, real);
        Files.move(real, link);
        Files.move(aside, real);
    }

    private void read(String name) throws IOException {
        try (OpenFile file = store.openRead(path(name))) {
            assertThat(Fixture.content(file)).isEqualTo("inside");
        }
    }

    private void list(String name) throws IOException {
        try (Listing listing = store.list(path(name), () -> false)) {
            listing.forEachRemaining(entry -> assertThat(entry.name()).isNotEqualTo("only-outside"));
        }
    }

    @Test
    void shouldReadNothingOutside() throws Exception {
        Files.createSymbolicLink(fixture.root.resolve("link"), victim);

        during(
                this::swapForLink,
                () -> read("/d/f"),
                () -> list("/d"),
                () -> list("/"),
                () -> assertThat(store.stat(path("/d/f")).size()).isEqualTo(6),
                () -> assertThat(store.resumableSize(path("/d/f"))).isEqualTo(6));
    }

    @Test
    void shouldChangeNothingOutside() throws Exception {
        Files.createSymbolicLink(fixture.root.resolve("link"), victim);

        during(
                this::swapForLink,
                () -> Fixture.write(store.store(path("/d/f"), "me"), "inside").publish(),
                () -> Fixture.write(store.store(path("/d/new"), "me"), "x").abort(),
                () -> store.append(path("/d/f"), "me").publish(),
                () -> store.makeDirectory(path("/d/made")),
                () -> store.setModified(path("/d/f"), Fixture.NOW),
                () -> store.setMode(path("/d/f"), 0600),
                () -> store.delete(path("/d/new")),
                () -> store.delete(path("/d/only-outside")),
                () -> store.rename(path("/d/only-outside"), path("/mine")),
                () -> finish(store.removeDirectory(path("/d/made"))),
                () -> finish(store.sweepParts(Fixture.NOW.plusSeconds(1_000_000_000))));
    }

    /** With commands alone: the link leads inside from where it is, and outside from where it is moved to. */
    @Test
    void shouldNotFollowALinkThatTakesTheNameOfAFolder() throws Exception {
        fixture.file("victim/f", "inside");
        fixture.file("s/d/f", "inside");
        fixture.directory("s/t");
        Path link = Files.createSymbolicLink(fixture.root.resolve("s/t/l"), Path.of("../../victim"));

        during(
                () -> {
                    store.rename(path("/s/d"), path("/s/aside"));
                    store.rename(path("/s/t/l"), path("/s/d"));
                    // Clients don't see it any more; but they may have many of its kind.
                    Files.move(fixture.root.resolve("s/d"), link);
                    store.rename(path("/s/aside"), path("/s/d"));
                },
                () -> read("/s/d/f"),
                () -> read("/s/t/l/f"),
                () -> list("/s/d"),
                () -> list("/s/t"),
                () -> list("/s"));
    }
}
