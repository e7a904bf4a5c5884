package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.storage.Capability;
import dev.sluice.storage.Entry;
import dev.sluice.storage.Entry.Kind;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.StorageOptions.Inline;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class DiskStorageTest {
    @Parameter
    TestDisk disk;

    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
        store = fixture.store;
        fixture.file("d/f", "hello");
        fixture.directory("d/empty");
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void shouldLetTheLoopWorkOnTheMachinesOwnDiskOnly() throws IOException {
        boolean local = disk == TestDisk.LOCAL;
        assertThat(store.metadataInline(path("/d/f"))).isEqualTo(local);
        assertThat(store.writesInline(path("/d/f"))).isEqualTo(local);
        try (OpenFile file = store.openRead(path("/d/f"));
                Upload upload = store.store(path("/d/g"), "me")) {
            assertThat(file.region().isPresent()).isEqualTo(local);
            assertThat(file.closeMayBlock()).isEqualTo(!local);
            assertThat(upload.endMayBlock()).isEqualTo(!local);
        }
    }

    @Test
    void shouldTakeTheOperatorsWordForIt() throws IOException {
        Storage fast = fixture.reopened(Fixture.OPTIONS.withInline(Inline.ALWAYS));
        Storage slow = fixture.reopened(Fixture.OPTIONS.withInline(Inline.NEVER));
        Storage safe =
                fixture.reopened(Fixture.OPTIONS.withInline(Inline.ALWAYS).withFsync(true));

        assertThat(fast.metadataInline(path("/d"))).isTrue();
        assertThat(fast.writesInline(path("/d"))).isTrue();
        assertThat(slow.metadataInline(path("/d"))).isFalse();
        assertThat(slow.writesInline(path("/d"))).isFalse();
        try (Upload first = fast.store(path("/d/1"), "me");
                Upload second = slow.store(path("/d/2"), "me");
                Upload third = safe.store(path("/d/3"), "me")) {
            assertThat(first.endMayBlock()).isFalse();
            assertThat(second.endMayBlock()).isTrue();
            assertThat(third.endMayBlock()).as("fsync").isTrue();
        }
    }

    @Test
    void shouldOfferWhatTheFileSystemHas() {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        if (disk == TestDisk.MEMORY) {
            all.remove(Capability.MODES);
        }
        assertThat(store.capabilities()).isEqualTo(all);
    }

    @Test
    void shouldLeaveTheModeOfTheRootToItsOwner() {
        assertThat(reason(() -> store.setMode(RootedPath.ROOT, 0))).isEqualTo(Reason.DENIED);
        assertThat(fixture.root).isReadable();
    }

    @Test
    void shouldServeDirectoriesOnly() throws IOException {
        assertThatExceptionOfType(NotDirectoryException.class)
                .isThrownBy(() -> new DiskStorage(fixture.root.resolve("d/f"), Fixture.OPTIONS));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> new DiskStorage(fixture.root.resolve("none"), Fixture.OPTIONS));
    }

    @Test
    void shouldStatFilesAndDirectories() throws IOException {
        store.setModified(path("/d/f"), Instant.parse("2001-02-03T04:05:06Z"));

        Entry file = store.stat(path("/d/f"));
        assertThat(file.name()).isEqualTo("f");
        assertThat(file.kind()).isEqualTo(Kind.FILE);
        assertThat(file.size()).isEqualTo(5);
        assertThat(file.modified()).isEqualTo("2001-02-03T04:05:06Z");
        assertThat(store.stat(path("/d")).kind()).isEqualTo(Kind.DIRECTORY);
        assertThat(store.stat(RootedPath.ROOT).name()).isEqualTo("/");
        assertThat(store.stat(RootedPath.ROOT).isDirectory()).isTrue();
    }

    @Test
    void shouldDescribeEverything() throws IOException {
        if (disk != TestDisk.MEMORY) {
            store.setMode(path("/d/f"), 0640);
            store.setMode(path("/d"), 0750);
        }
        Entry file = store.stat(path("/d/f"));

        assertThat(file.name()).isEqualTo("f");
        assertThat(file.size()).isEqualTo(5);
        assertThat(file.modified()).isEqualTo(store.stat(path("/d/f")).modified());
        assertThat(file.mode()).isEqualTo(disk == TestDisk.MEMORY ? 0644 : 0640);
        assertThat(store.stat(path("/d")).mode()).isEqualTo(disk == TestDisk.MEMORY ? 0755 : 0750);
        if (disk != TestDisk.MEMORY) {
            assertThat(file.unique())
                    .matches("[0-9a-z]+")
                    .isEqualTo(store.stat(path("/d/f")).unique())
                    .isNotEqualTo(store.stat(path("/d")).unique());
        }
    }

    @Test
    void shouldSayWhatIsNotThere() throws IOException {
        List<ThrowingCallable> calls = List.of(
                () -> store.stat(path("/none")),
                () -> store.stat(path("/none")),
                () -> store.list(path("/none"), () -> false),
                () -> store.openRead(path("/none")),
                () -> store.resumableSize(path("/none")),
                () -> store.delete(path("/none")),
                () -> finish(store.removeDirectory(path("/none"))),
                () -> store.rename(path("/none"), path("/other")),
                () -> store.setModified(path("/none"), Instant.EPOCH),
                () -> store.setMode(path("/none"), 0644),
                () -> store.usableSpace(path("/none")));

        assertThat(calls)
                .allSatisfy(call -> assertThat(refusal(call))
                        .hasMessage("/none: no such file or directory")
                        .extracting(StorageException::reason)
                        .isEqualTo(Reason.NOT_FOUND));
        assertThat(reason(() -> store.stat(path("/none/at/all")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.stat(path("/d/f/x")))).isEqualTo(Reason.NOT_A_DIRECTORY);
        assertThat(reason(() -> store.makeDirectory(path("/none/x")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.rename(path("/d/f"), path("/none/x")))).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void shouldOpenFilesOnly() throws IOException {
        try (OpenFile file = store.openRead(path("/d/f"))) {
            assertThat(file.path()).isEqualTo(path("/d/f"));
            assertThat(file.size()).isEqualTo(5);
            assertThat(file.modified()).isEqualTo(store.stat(path("/d/f")).modified());
            assertThat(Fixture.content(file)).isEqualTo("hello");
        }
        assertThat(reason(() -> store.openRead(path("/d")))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> store.openRead(RootedPath.ROOT))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> store.resumableSize(path("/d")))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> store.list(path("/d/f"), () -> false))).isEqualTo(Reason.NOT_A_DIRECTORY);
    }

    @Test
    void shouldDeleteFilesOnly() throws IOException {
        store.delete(path("/d/f"));

        assertThat(fixture.names()).containsExactly("d", "d/empty");
        assertThat(reason(() -> store.delete(path("/d/empty")))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> store.delete(RootedPath.ROOT))).isEqualTo(Reason.IS_A_DIRECTORY);
    }

    @Test
    void shouldDeleteThePartOfABrokenUploadByTheNameOfItsFile() throws IOException {
        write(store.store(path("/new"), "me"), "x").abort();

        store.delete(path("/new"));

        assertThat(fixture.parts()).isEmpty();
        assertThat(reason(() -> store.delete(path("/new")))).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void shouldMakeDirectories() throws IOException {
        store.makeDirectory(path("/new"));
        store.makeDirectory(path("/new/deeper"));

        assertThat(store.stat(path("/new/deeper")).isDirectory()).isTrue();
        assertThat(reason(() -> store.makeDirectory(path("/new")))).isEqualTo(Reason.EXISTS);
        assertThat(reason(() -> store.makeDirectory(path("/d/f")))).isEqualTo(Reason.EXISTS);
        assertThat(reason(() -> store.makeDirectory(RootedPath.ROOT))).isEqualTo(Reason.EXISTS);
    }

    @Test
    void shouldRemoveDirectoriesThatLookEmpty() throws IOException {
        write(store.store(path("/d/empty/a"), "me"), "x").abort();
        write(store.store(path("/d/empty/b"), "me"), "x").abort();

        finish(store.removeDirectory(path("/d/empty")));

        assertThat(fixture.names()).containsExactly("d", "d/f");
        assertThat(reason(() -> finish(store.removeDirectory(path("/d"))))).isEqualTo(Reason.NOT_EMPTY);
        assertThat(reason(() -> finish(store.removeDirectory(path("/d/f"))))).isEqualTo(Reason.NOT_A_DIRECTORY);
        assertThat(reason(() -> finish(store.removeDirectory(RootedPath.ROOT)))).isEqualTo(Reason.DENIED);
    }

    @Test
    void shouldKeepPartsOfADirectoryThatIsNotEmpty() throws IOException {
        write(store.store(path("/d/new"), "me"), "x").abort();

        assertThat(reason(() -> finish(store.removeDirectory(path("/d"))))).isEqualTo(Reason.NOT_EMPTY);

        assertThat(store.resumableSize(path("/d/new"))).isEqualTo(1);
    }

    @Test
    void shouldRenameFilesAndDirectories() throws IOException {
        store.rename(path("/d/f"), path("/g"));
        store.rename(path("/d"), path("/e"));

        assertThat(fixture.names()).containsExactly("e", "e/empty", "g");
        assertThat(fixture.onDisk("g")).isEqualTo("hello");
        store.rename(path("/g"), path("/g"));
        assertThat(fixture.onDisk("g")).isEqualTo("hello");
    }

    @Test
    void shouldReplaceAFileByRenaming() throws IOException {
        fixture.file("g", "old");

        store.rename(path("/d/f"), path("/g"));

        assertThat(fixture.onDisk("g")).isEqualTo("hello");
        assertThat(reason(() -> store.stat(path("/d/f")))).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void shouldNotRenameOverOrWithADirectory() throws IOException {
        fixture.directory("other");

        assertThat(reason(() -> store.rename(path("/d/f"), path("/other")))).isEqualTo(Reason.EXISTS);
        assertThat(reason(() -> store.rename(path("/other"), path("/d/f")))).isEqualTo(Reason.EXISTS);
        assertThat(reason(() -> store.rename(path("/other"), path("/d/empty")))).isEqualTo(Reason.EXISTS);
        assertThat(reason(() -> store.rename(path("/d/f"), RootedPath.ROOT))).isEqualTo(Reason.EXISTS);
        assertThat(reason(() -> store.rename(RootedPath.ROOT, path("/d/x")))).isEqualTo(Reason.DENIED);
        assertThat(reason(() -> store.rename(RootedPath.ROOT, RootedPath.ROOT))).isEqualTo(Reason.DENIED);
        assertThat(reason(() -> store.requireRenamable(RootedPath.ROOT))).isEqualTo(Reason.DENIED);
        assertThat(reason(() -> store.rename(path("/d"), path("/d/empty/x")))).isEqualTo(Reason.DENIED);
        assertThat(fixture.names()).containsExactly("d", "d/empty", "d/f", "other");
    }

    @Test
    void shouldSetTheMode() throws IOException {
        if (disk == TestDisk.MEMORY) {
            assertThat(reason(() -> store.setMode(path("/d/f"), 0600))).isEqualTo(Reason.DENIED);
            return;
        }
        for (int mode : new int[] {0, 0400, 0200, 0100, 0640, 0751, 0777, 0644}) {
            // Who is not root can't read the file, and so not change its mode, after some of these.
            Files.setPosixFilePermissions(fixture.root.resolve("d/f"), PosixFilePermissions.fromString("rw-r--r--"));
            store.setMode(path("/d/f"), mode);
            assertThat(store.stat(path("/d/f")).mode()).isEqualTo(mode);
        }
        assertThat(refusal(() -> store.setMode(path("/d/f"), 04755)))
                .hasMessage("/d/f: only the modes 000 to 777 can be set, not 4755");
        assertThat(store.stat(path("/d/f")).mode()).isEqualTo(0644);
    }

    @Test
    void shouldKeepTheModeOfAReplacedFile() throws IOException {
        if (disk == TestDisk.MEMORY) {
            return; // It has no modes.
        }
        for (int mode : new int[] {0600, 0666, 0755}) {
            store.setMode(path("/d/f"), mode);
            Upload upload = write(store.store(path("/d/f"), "me"), "new");
            assertThat(modeOfPart()).isEqualTo(mode);
            upload.publish();
            assertThat(store.stat(path("/d/f")).mode()).isEqualTo(mode);
        }
    }

    private int modeOfPart() throws IOException {
        Path part = fixture.root.resolve(fixture.parts().get(0));
        return DiskEntry.of("", Files.readAttributes(part, PosixFileAttributes.class))
                .mode();
    }

    @Test
    void shouldTellTheSpaceLeft() throws IOException {
        assertThat(store.usableSpace(RootedPath.ROOT)).isPositive();
        assertThat(store.usableSpace(path("/d/f"))).isPositive();
    }

    @Test
    void shouldChangeNothingWhenReadOnly() throws IOException {
        Storage readOnly = fixture.reopened(Fixture.OPTIONS.withReadOnly(true));
        List<ThrowingCallable> changes = List.of(
                () -> readOnly.store(path("/x"), "me"),
                () -> readOnly.append(path("/d/f"), "me"),
                () -> readOnly.resume(path("/d/f"), 1, "me"),
                () -> readOnly.storeUnique(RootedPath.ROOT, "x", "me"),
                () -> readOnly.delete(path("/d/f")),
                () -> readOnly.makeDirectory(path("/x")),
                () -> finish(readOnly.removeDirectory(path("/d/empty"))),
                () -> readOnly.rename(path("/d/f"), path("/x")),
                () -> readOnly.setModified(path("/d/f"), Instant.EPOCH),
                () -> readOnly.setMode(path("/d/f"), 0600),
                () -> finish(readOnly.sweepParts(Fixture.NOW)));

        assertThat(changes).allSatisfy(change -> assertThat(reason(change)).isEqualTo(Reason.READ_ONLY));
        assertThat(fixture.names()).containsExactly("d", "d/empty", "d/f");
        readOnly.openRead(path("/d/f")).close();
    }
}
