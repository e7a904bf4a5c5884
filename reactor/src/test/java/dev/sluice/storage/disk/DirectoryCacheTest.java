package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.storage.Listing;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Directories that are kept open are seen to be gone, moved or replaced all the same. */
class DirectoryCacheTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(TestDisk.LOCAL);
        store = fixture.store;
        fixture.file("d/e/f", "first");
        assertThat(fixture.read("/d/e/f")).isEqualTo("first");
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void shouldSeeADirectoryThatTookTheName() throws IOException {
        Files.move(fixture.root.resolve("d"), fixture.root.resolve("old"));
        fixture.file("d/e/f", "second");

        assertThat(fixture.read("/d/e/f")).isEqualTo("second");
        assertThat(fixture.read("/old/e/f")).isEqualTo("first");
    }

    @Test
    void shouldSeeThatADirectoryIsGone() throws IOException {
        store.rename(path("/d"), path("/moved"));
        assertThat(reason(() -> store.stat(path("/d/e/f")))).isEqualTo(Reason.NOT_FOUND);

        store.delete(path("/moved/e/f"));
        finish(store.removeDirectory(path("/moved/e")));
        assertThat(reason(() -> store.stat(path("/moved/e/f")))).isEqualTo(Reason.NOT_FOUND);
        store.makeDirectory(path("/moved/e"));
        assertThat(fixture.listed("/moved/e")).isEmpty();
    }

    @Test
    void shouldKeepABoundedNumberOpen() throws IOException {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "needs /proc");
        for (int i = 0; i < 200; i++) {
            fixture.file("many" + i + "/f", "");
            store.stat(path("/many" + i + "/f"));
        }
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            store.stat(path("/many" + i + "/f"));
        }
        assertThat(descriptors()).isEqualTo(before);
        assertThat(before).as("two for each, and the root").isBetween(60L, 70L);
    }

    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(this::isInRoot).count();
        }
    }

    private boolean isInRoot(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(fixture.root);
        } catch (IOException e) {
            return false; // Closed meanwhile.
        }
    }

    @Test
    void shouldEndWhatWasOpenedWhenTheStoreIsClosed() throws IOException {
        Storage closing = fixture.reopened(Fixture.OPTIONS);
        Upload whole = write(closing.store(path("/d/e/whole"), "me"), "whole");
        Upload broken = write(closing.store(path("/d/e/broken"), "me"), "x");
        Listing listing = closing.list(path("/d/e"), () -> false);

        closing.close();

        assertThat(listing.next().name()).isEqualTo("f");
        listing.close();
        whole.publish();
        broken.abort();
        assertThat(reason(() -> closing.stat(path("/d/e/f")))).isEqualTo(Reason.IO);
        assertThat(fixture.read("/d/e/whole")).isEqualTo("whole");
        assertThat(store.resumableSize(path("/d/e/broken"))).isEqualTo(1);
    }
}
