package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.storage.Entry;
import dev.sluice.storage.Entry.Kind;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a real disk does: pipes, devices, owners, and being full. */
@Timeout(20)
class LocalDiskTest {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(TestDisk.LOCAL);
        store = fixture.store;
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    /** Whether the command is there and worked. */
    private static boolean command(String... words) throws IOException {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } catch (IOException missing) {
            return false;
        }
    }

    @Test
    void shouldGiveFileChannels() throws IOException {
        Upload upload = store.store(path("/f"), "me");
        assertThat(((DiskUpload) upload).channel()).isInstanceOf(FileChannel.class);
        upload.publish();
        try (OpenFile file = store.openRead(path("/f"))) {
            assertThat(file.region()).isPresent();
        }
    }

    @Test
    void shouldNeverWaitForAPipe() throws IOException {
        assumeTrue(command("mkfifo", fixture.root.resolve("pipe").toString()), "needs mkfifo");
        Files.createSymbolicLink(fixture.root.resolve("link"), Path.of("pipe"));

        for (String name : List.of("/pipe", "/link")) {
            List<ThrowingCallable> calls = List.of(
                    () -> store.openRead(path(name)),
                    () -> store.resumableSize(path(name)),
                    () -> store.store(path(name), "me"),
                    () -> store.append(path(name), "me"),
                    () -> store.resume(path(name), 1, "me"),
                    () -> store.setModified(path(name), Instant.EPOCH),
                    () -> store.setMode(path(name), 0600));
            assertThat(calls).allSatisfy(call -> assertThat(reason(call)).isEqualTo(Reason.NOT_A_FILE));
            assertThat(store.stat(path(name)).kind()).isEqualTo(Kind.OTHER);
        }
        assertThat(fixture.listed("/")).containsExactly("link", "pipe");
        store.rename(path("/pipe"), path("/tube"));
        store.delete(path("/tube"));
    }

    @Test
    void shouldNeverWaitForAPipeThatHasTheNameOfAPart() throws IOException {
        String part = fixture.root.resolve(PartName.of("f")).toString();
        assumeTrue(command("mkfifo", part), "needs mkfifo");

        assertThat(reason(() -> store.resume(path("/f"), 1, "me"))).isEqualTo(Reason.BAD_RANGE);
        store.append(path("/f"), "me").abort();
        assumeTrue(command("mkfifo", part), "needs mkfifo");
        fixture.put("/f", "x");

        assertThat(fixture.onDisk("f")).isEqualTo("x");
    }

    @Test
    void shouldNotOpenDevices() throws IOException {
        assumeTrue(
                command("mknod", fixture.root.resolve("zero").toString(), "c", "1", "5"),
                "needs root, to make a device");

        assertThat(reason(() -> store.openRead(path("/zero")))).isEqualTo(Reason.NOT_A_FILE);
        assertThat(reason(() -> store.store(path("/zero"), "me"))).isEqualTo(Reason.NOT_A_FILE);
    }

    @Test
    void shouldKeepTheOwnerOfAReplacedFile() throws IOException {
        assumeTrue(ROOT, "needs root, to give files away");
        Path file = fixture.file("f", "old");
        Files.setAttribute(file, "unix:uid", 12345);
        Files.setAttribute(file, "unix:gid", 54321);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        fixture.put("/f", "new");

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(12345);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(54321);
        Entry entry = store.stat(path("/f"));
        assertThat(entry.mode()).isEqualTo(0640);
        assertThat(entry.size()).isEqualTo(3);
    }

    @Test
    void shouldRefuseWhatTheSystemForbids() throws IOException {
        assumeTrue(!ROOT, "root may do everything");
        Path file = fixture.file("d/f", "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));

        assertThat(reason(() -> store.store(path("/d/f"), "me"))).isEqualTo(Reason.DENIED);
        assertThat(reason(() -> store.store(path("/d/g"), "me"))).isEqualTo(Reason.DENIED);
        assertThat(reason(() -> store.delete(path("/d/f")))).isEqualTo(Reason.DENIED);
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void shouldSayAtTheStartWhenTheFolderCanNotBeRead() throws IOException {
        assumeTrue(!ROOT, "root may do everything");
        Path closed = fixture.directory("closed");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("-wx--x--x"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new DiskStorage(closed, Fixture.OPTIONS))
                .withMessage(closed + " can't be read: give the user that the server runs as read and search permission"
                        + " for it, or serve another folder");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Java opens a file for reading in order to set its mode by handle. */
    @Test
    void shouldNotTouchTheModeOfWhatItCanNotRead() throws IOException {
        assumeTrue(!ROOT, "root may do everything");
        fixture.file("f", "");
        store.setMode(path("/f"), 0200);

        assertThat(reason(() -> store.setMode(path("/f"), 0644))).isEqualTo(Reason.DENIED);
    }

    @Test
    void shouldSayWhenTheDiskIsFull() throws IOException {
        String mount = fixture.directory("full").toString();
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount),
                "needs root, to mount a small disk");
        try {
            fixture.file("full/old", "old");
            Upload upload = store.store(path("/full/new"), "me");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> fill(upload))
                    .satisfies(e -> assertThat(StorageException.of(upload.path(), e))
                            .hasMessage("/full/new: no space left on the server;"
                                    + " delete something or ask its administrator")
                            .extracting(StorageException::reason)
                            .isEqualTo(Reason.NO_SPACE));
            upload.abort();

            assertThat(store.resumableSize(path("/full/new"))).as("kept").isGreaterThan(200_000);
            assertThat(store.usableSpace(path("/full"))).isZero();
            assertThat(fixture.read("/full/old")).isEqualTo("old");
            store.delete(path("/full/new"));
            fixture.put("/full/new", "there is room again");
            assertThat(refusal(() -> store.rename(path("/full/new"), path("/elsewhere"))))
                    .hasMessage("/full/new: lies on another disk than its new name; upload it there instead");
        } finally {
            assertThat(command("umount", mount)).isTrue();
        }
    }

    private static void fill(Upload upload) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        for (int i = 0; i < 100; i++) {
            upload.write(bytes.clear());
        }
    }

    @Test
    void shouldSayWhenAPathIsLongerThanTheSystemTakes() throws IOException {
        // 4096 bytes below the root, and the root has a path of its own.
        RootedPath longest = path(("/" + "x".repeat(255)).repeat(16));
        RootedPath directory = RootedPath.ROOT;
        for (int i = 0; i < 15; i++) {
            directory = directory.child("x".repeat(255));
            store.makeDirectory(directory);
        }

        assertThat(reason(() -> store.makeDirectory(longest))).isEqualTo(Reason.BAD_NAME);
        assertThat(reason(() -> store.store(longest, "me"))).isEqualTo(Reason.BAD_NAME);
        fixture.put(directory + "/y", "deep");
        assertThat(fixture.read(directory + "/y")).isEqualTo("deep");
    }

    @Test
    void shouldListNamesThatAreNotUtf8() throws IOException {
        fixture.file("a", "");
        fixture.file("z", "");
        assumeTrue(
                command("sh", "-c", "touch \"$1/$(printf 'm\\377')\"", "sh", fixture.root.toString()), "needs a shell");

        assertThat(fixture.listed("/")).hasSize(3).startsWith("a", "m\ufffd").endsWith("z");
    }

    @Test
    void shouldHaveOneUniqueForOneFile() throws IOException {
        Files.createLink(fixture.root.resolve("second"), fixture.file("first", ""));
        fixture.file("other", "");

        assertThat(store.stat(path("/second")).unique())
                .isEqualTo(store.stat(path("/first")).unique())
                .isNotEqualTo(store.stat(path("/other")).unique());
    }

    @Test
    void shouldLeaveNoDescriptorOpenAfterRefusals() throws IOException {
        fixture.file("f", "123");
        for (int i = 0; i < 100; i++) {
            refusal(() -> store.resume(path("/f"), 4, "me"));
            refusal(() -> store.openRead(RootedPath.ROOT));
            store.append(path("/f"), "me").abort();
            store.list(RootedPath.ROOT, () -> false).close();
        }
        fixture.assertNoLeaks();
        assertThat(write(store.append(path("/f"), "me"), "4").publish()).isEqualTo(4);
    }
}
