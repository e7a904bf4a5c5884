package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.storage.OpenFile;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large files lose their names at once, and their blocks when the executor comes to it. */
@Timeout(20)
class DisposalTest {
    private final List<Runnable> waiting = new ArrayList<>();
    private final StorageOptions options = Fixture.OPTIONS.withDisposal(waiting::add);
    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(TestDisk.LOCAL, options);
        store = fixture.store;
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
    }

    @AfterEach
    void close() throws IOException {
        waiting.forEach(Runnable::run);
        fixture.close();
    }

    private void large(String name) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(fixture.root.resolve(name).toFile(), "rw")) {
            file.setLength(Disposal.LARGE);
        }
    }

    private Upload largeUpload(Storage to, String name) throws IOException {
        Upload upload = to.store(path(name), "me");
        ByteBuffer megabyte = ByteBuffer.allocate(1 << 20);
        for (long left = Disposal.LARGE; left > 0; left -= megabyte.capacity()) {
            upload.write(megabyte.clear());
        }
        return upload;
    }

    /** Files that have no name any more and are open all the same. */
    private List<Path> nameless() throws IOException {
        return fixture.open().stream()
                .filter(file -> file.toString().endsWith(" (deleted)"))
                .toList();
    }

    private void assertThatOneIsClosedLater() throws IOException {
        assertThat(nameless()).hasSize(1);
        assertThat(waiting).hasSize(1);

        waiting.remove(0).run();

        assertThat(nameless()).isEmpty();
    }

    @Test
    void shouldDeleteALargeFileInTwoSteps() throws IOException {
        large("f");

        store.delete(path("/f"));

        assertThat(fixture.names()).isEmpty();
        assertThatOneIsClosedLater();
    }

    @Test
    void shouldDeleteOtherThingsInOneStep() throws IOException {
        large("large");
        fixture.file("small", "x");
        Files.createSymbolicLink(fixture.root.resolve("link"), Path.of("large"));

        store.delete(path("/small"));
        store.delete(path("/link"));
        fixture.put("/small", "x");
        fixture.put("/small", "y");

        assertThat(waiting).isEmpty();
        assertThat(fixture.names()).containsExactly("large", "small");
    }

    @Test
    void shouldReplaceALargeFileByAnUploadInTwoSteps() throws IOException {
        large("f");

        fixture.put("/f", "new");

        assertThat(fixture.onDisk("f")).isEqualTo("new");
        assertThatOneIsClosedLater();
    }

    @Test
    void shouldReplaceALargeFileByAnotherInTwoSteps() throws IOException {
        large("f");
        fixture.file("g", "new");

        store.rename(path("/g"), path("/f"));

        assertThat(fixture.onDisk("f")).isEqualTo("new");
        assertThatOneIsClosedLater();
    }

    @Test
    void shouldRenameALargeFileInOneStep() throws IOException {
        large("f");

        store.rename(path("/f"), path("/g"));

        assertThat(fixture.names()).containsExactly("g");
        assertThat(waiting).isEmpty();
    }

    @Test
    void shouldDiscardALargePartInTwoSteps() throws IOException {
        Storage forgetful = fixture.reopened(options.withKeepParts(false));

        largeUpload(forgetful, "/f").abort();

        assertThat(fixture.names()).isEmpty();
        assertThatOneIsClosedLater();
        fixture.put("/f", "again");
    }

    @Test
    void shouldDeleteALargePartInTwoSteps() throws IOException {
        largeUpload(store, "/f").abort();

        store.delete(path("/f"));

        assertThat(fixture.names()).isEmpty();
        assertThatOneIsClosedLater();
    }

    @Test
    void shouldBeginAnewOverALargePartInTwoSteps() throws IOException {
        largeUpload(store, "/f").abort();

        Upload upload = store.store(path("/f"), "me");

        assertThatOneIsClosedLater();
        Storage other = fixture.reopened(Fixture.OPTIONS);
        assertThat(reason(() -> other.store(path("/f"), "you")))
                .as("still locked")
                .isEqualTo(Reason.BUSY);
        upload.publish();
    }

    @Test
    void shouldSweepALargePartInTwoSteps() throws IOException {
        largeUpload(store, "/f").abort();
        Path part = fixture.root.resolve(fixture.parts().get(0));
        Files.setLastModifiedTime(part, FileTime.from(Fixture.NOW.minusSeconds(8 * 86_400)));

        assertThat(finish(store.sweepParts(Fixture.NOW))).isEqualTo(1);

        assertThatOneIsClosedLater();
    }

    @Test
    void shouldDeleteWhatItCanNotOpen() throws IOException {
        assumeTrue(!"root".equals(System.getProperty("user.name")), "root may read everything");
        large("f");
        Files.setPosixFilePermissions(fixture.root.resolve("f"), PosixFilePermissions.fromString("-w-------"));

        store.delete(path("/f"));

        assertThat(fixture.names()).isEmpty();
        assertThat(waiting).isEmpty();
    }

    @Test
    void shouldWarnWhoReadsALargeFileThatItsCloseMayBlock() throws IOException {
        large("large");
        fixture.file("small", "x");

        try (OpenFile large = store.openRead(path("/large"));
                OpenFile small = store.openRead(path("/small"))) {
            assertThat(large.closeMayBlock()).isTrue();
            assertThat(small.closeMayBlock()).isFalse();
        }
    }

    @Test
    void shouldCloseOnTheCallingThreadUnlessToldOtherwise() throws IOException {
        large("f");
        Storage plain = fixture.reopened(Fixture.OPTIONS);

        plain.delete(path("/f"));

        assertThat(nameless()).isEmpty();
        assertThat(waiting).isEmpty();
    }
}
