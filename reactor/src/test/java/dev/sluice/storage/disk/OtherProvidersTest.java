package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sluice.storage.Capability;
import dev.sluice.storage.Listing;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that are unlike Unix. */
class OtherProvidersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a\\b", "..\\x", "..\\..\\x", "\\x", "C:", "C:\\x", "C:x", "a:b", "x?", "\\\\host\\share\\x"})
    void shouldNotReadOneNameAsSeveral(String name) throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path root = Files.createDirectories(windows.getPath("C:\\served\\share"));
            Files.writeString(windows.getPath("C:\\served\\x"), "outside");
            Files.writeString(windows.getPath("C:\\x"), "outside");
            Storage store = new DiskStorage(root, Fixture.OPTIONS);

            assertThat(reason(() -> store.openRead(path("/" + name)))).isEqualTo(Reason.BAD_NAME);
            assertThat(reason(() -> store.store(path("/" + name), "me"))).isEqualTo(Reason.BAD_NAME);
            assertThat(reason(() -> store.makeDirectory(path("/" + name)))).isEqualTo(Reason.BAD_NAME);
        }
    }

    @Test
    void shouldServeWindowsPaths() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path root = Files.createDirectories(windows.getPath("C:\\served\\share"));
            Storage store = new DiskStorage(root, Fixture.OPTIONS);

            store.makeDirectory(path("/d"));
            write(store.store(path("/d/f"), "me"), "hello").publish();

            assertThat(Files.readString(root.resolve("d\\f"))).isEqualTo("hello");
            assertThat(store.stat(path("/d/F")).size()).isEqualTo(5);
        }
    }

    @Test
    void shouldHidePartsInEveryCase() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path root = Files.createDirectories(windows.getPath("C:\\share"));
            Storage store = new DiskStorage(root, Fixture.OPTIONS);
            write(store.store(path("/f"), "me"), "unfinished").abort();
            String part = PartName.of("f");
            assertThat(root.resolve(part.toUpperCase(Locale.ROOT))).exists();

            assertThat(reason(() -> store.openRead(path("/" + part.toUpperCase(Locale.ROOT)))))
                    .isEqualTo(Reason.NOT_FOUND);
        }
    }

    @Test
    void shouldServeAZipFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("a.zip");
        try (FileSystem zip = FileSystems.newFileSystem(file, Map.of("create", "true"))) {
            Storage store = new DiskStorage(zip.getPath("/"), Fixture.OPTIONS);
            store.makeDirectory(path("/d"));
            write(store.store(path("/d/f"), "me"), "hello").publish();
            write(store.store(path("/d/f"), "me"), "hello again").publish();
            store.rename(path("/d/f"), path("/g"));

            try (OpenFile open = store.openRead(path("/g"))) {
                assertThat(Fixture.content(open)).isEqualTo("hello again");
            }
            try (Listing listing = store.list(RootedPath.ROOT, () -> false)) {
                assertThat(listing.next().name()).isEqualTo("d");
                assertThat(listing.next().name()).isEqualTo("g");
            }
            assertThat(store.metadataInline(RootedPath.ROOT)).isFalse();
            assertThat(store.capabilities()).doesNotContain(Capability.MODES, Capability.UNIQUE);
        }
    }

    @Test
    void shouldServeWhatCanNotBeChanged() throws IOException {
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
        Storage store = new DiskStorage(modules, Fixture.OPTIONS);

        try (OpenFile open = store.openRead(path("/java/lang/Object.class"))) {
            assertThat(open.size()).isPositive();
        }
        assertThat(reason(() -> store.delete(path("/java/lang/Object.class")))).isEqualTo(Reason.READ_ONLY);
        assertThat(reason(() -> store.makeDirectory(path("/x")))).isEqualTo(Reason.READ_ONLY);
        assertThat(reason(() -> store.store(path("/x"), "me"))).isEqualTo(Reason.READ_ONLY);
        assertThat(store.claimed()).isZero();
    }
}
