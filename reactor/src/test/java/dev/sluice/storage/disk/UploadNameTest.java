package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The names that uploads may have, and those found for unique ones. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class UploadNameTest {

    @Parameter
    TestDisk disk;

    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
        store = fixture.store;
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void shouldRefuseTheNamesOfParts() throws IOException {
        write(store.store(path("/new"), "me"), "secret").abort();
        String part = "/" + fixture.parts().get(0);

        assertThat(reason(() -> store.store(path(part), "me"))).isEqualTo(Reason.BAD_NAME);
        assertThat(reason(() -> store.append(path(part), "me"))).isEqualTo(Reason.BAD_NAME);
        assertThat(reason(() -> store.resume(path(part), 1, "me"))).isEqualTo(Reason.BAD_NAME);
        assertThat(reason(() -> store.storeUnique(RootedPath.ROOT, part.substring(1), "me")))
                .isEqualTo(Reason.BAD_NAME);
        assertThat(reason(() -> store.makeDirectory(path(part)))).isEqualTo(Reason.BAD_NAME);
        assertThat(reason(() -> store.stat(path(part)))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.openRead(path(part)))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.resumableSize(path(part)))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.delete(path(part)))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.rename(path(part), path("/mine")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.store(path(part + "/x"), "me"))).isEqualTo(Reason.NOT_FOUND);
        fixture.file("f", "");
        assertThat(reason(() -> store.rename(path("/f"), path(part)))).isEqualTo(Reason.BAD_NAME);
        assertThat(store.resumableSize(path("/new"))).isEqualTo(6);
    }

    @Test
    void shouldUploadNamesOfEveryLength() throws IOException {
        for (String name : List.of("x", "x".repeat(255), "ä".repeat(127), "😀".repeat(63))) {
            write(store.store(path("/" + name), "me"), "con").abort();
            write(store.append(path("/" + name), "me"), "tent").publish();

            assertThat(fixture.read("/" + name)).isEqualTo("content");
        }
        assertThat(fixture.parts()).isEmpty();
    }

    @Test
    void shouldKeepUploadsOfDifferentNamesApart() throws IOException {
        // Composed and decomposed: equal to the eye, two names to the disk.
        List<String> names = List.of("/caf\u00e9", "/cafe\u0301", "/a b", "/A b", "/-rf", "/.dot", "/\\back");
        List<Upload> uploads = new ArrayList<>();
        for (String name : names) {
            uploads.add(write(store.store(path(name), "me"), name));
        }
        for (Upload upload : uploads) {
            upload.publish();
        }

        for (String name : names) {
            assertThat(fixture.read(name)).isEqualTo(name);
        }
        assertThat(fixture.listed("/")).hasSize(names.size());
    }

    @Test
    void shouldFindAFreeNameForAUniqueUpload() throws IOException {
        fixture.file("taken", "old");
        fixture.directory("folder");
        write(store.store(path("/part"), "me"), "x").abort();
        Upload running = store.store(path("/running"), "me");

        for (String hint : List.of("taken", "folder", "part", "running", "t".repeat(255), "ä".repeat(127))) {
            Upload first = write(store.storeUnique(RootedPath.ROOT, hint, "me"), hint);
            Upload second = write(store.storeUnique(RootedPath.ROOT, hint, "me"), hint);
            assertThat(second.path()).isNotEqualTo(first.path());
            first.publish();
            second.publish();
            assertThat(fixture.read(first.path().toString())).isEqualTo(hint);
            assertThat(second.path().name()).startsWith(hint.substring(0, 4));
        }
        running.abort();
        assertThat(fixture.onDisk("taken")).isEqualTo("old");
        assertThat(store.resumableSize(path("/part"))).isEqualTo(1);
    }

    @Test
    void shouldTakeTheHintOfAUniqueUploadWhenItIsFree() throws IOException {
        assertThat(store.storeUnique(RootedPath.ROOT, "mine", "me").publish()).isZero();
        assertThat(store.storeUnique(RootedPath.ROOT, "", "me").publish()).isZero();

        assertThat(fixture.names()).containsExactly("mine", "upload");
        assertThat(reason(() -> store.storeUnique(RootedPath.ROOT, "a/b", "me")))
                .isEqualTo(Reason.BAD_NAME);
        assertThat(reason(() -> store.storeUnique(RootedPath.ROOT, "..", "me"))).isEqualTo(Reason.BAD_NAME);
        assertThat(reason(() -> store.storeUnique(path("/none"), "x", "me"))).isEqualTo(Reason.NOT_FOUND);
    }
}
