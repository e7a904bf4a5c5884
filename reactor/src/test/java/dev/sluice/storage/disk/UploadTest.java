package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.content;
import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.storage.OpenFile;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that are published, aborted or refused, and what is on the disk meanwhile and afterwards. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class UploadTest {

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
    void shouldShowANewFileOnlyWhenItIsWhole() throws IOException {
        Upload upload = write(store.store(path("/new"), "me"), "hello");

        assertThat(fixture.listed("/")).isEmpty();
        assertThat(reason(() -> store.stat(path("/new")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(upload.publish()).isEqualTo(5);

        assertThat(fixture.listed("/")).containsExactly("new");
        assertThat(fixture.read("/new")).isEqualTo("hello");
        assertThat(fixture.names()).containsExactly("new");
    }

    @Test
    void shouldPublishAnEmptyFile() throws IOException {
        assertThat(store.store(path("/empty"), "me").publish()).isZero();

        assertThat(fixture.onDisk("empty")).isEmpty();
    }

    @Test
    void shouldTellWhatIsUploaded() throws IOException {
        Upload upload = store.store(path("/new"), "anna");

        assertThat(upload.path()).isEqualTo(path("/new"));
        assertThat(upload.startOffset()).isZero();
        upload.abort();
    }

    @Test
    void shouldGiveReadersTheOldContentWholeWhileItIsReplaced() throws IOException {
        fixture.file("f", "the old content");
        OpenFile before = store.openRead(path("/f"));
        Upload upload = write(store.store(path("/f"), "me"), "new");
        OpenFile during = store.openRead(path("/f"));

        upload.publish();

        assertThat(content(before)).isEqualTo("the old content");
        assertThat(content(during)).isEqualTo("the old content");
        assertThat(fixture.read("/f")).isEqualTo("new");
        before.close();
        during.close();
    }

    @Test
    void shouldLeaveTheOldFileWhenItsReplacementIsAborted() throws IOException {
        fixture.file("f", "old");

        write(store.store(path("/f"), "me"), "new and longer").abort();

        assertThat(fixture.onDisk("f")).isEqualTo("old");
        assertThat(fixture.names()).containsExactly("f");
        assertThat(store.resumableSize(path("/f"))).isEqualTo(3);
    }

    @Test
    void shouldPublishOnceAndIgnoreALateAbort() throws IOException {
        Upload upload = write(store.store(path("/f"), "me"), "whole");
        upload.publish();
        Upload next = store.store(path("/f"), "you");

        upload.abort();

        assertThatIllegalStateException().isThrownBy(upload::publish);
        assertThat(reason(() -> store.delete(path("/f"))))
                .as("the other's claim")
                .isEqualTo(Reason.BUSY);
        next.abort();
        next.abort();
        assertThat(fixture.onDisk("f")).isEqualTo("whole");
    }

    @Test
    void shouldFollowADirectoryThatIsMovedBehindItsBack() throws IOException {
        fixture.directory("d");
        Upload upload = write(store.store(path("/d/f"), "me"), "x");
        Files.move(fixture.root.resolve("d"), fixture.root.resolve("elsewhere"));

        if (disk == TestDisk.MEMORY) {
            assertThat(reason(upload::publish)).isEqualTo(Reason.NOT_FOUND);
            assertThat(fixture.names()).as("the bytes are not lost").hasSize(2).contains("elsewhere");
        } else {
            upload.publish();
            assertThat(fixture.names()).containsExactly("elsewhere", "elsewhere/f");
        }

        fixture.assertNoLeaks();
    }

    @Test
    void shouldKeepTheBytesWhenSomethingTookTheName() throws IOException {
        Upload upload = write(store.store(path("/f"), "me"), "x");
        fixture.file("f/inside", "");

        refusal(upload::publish);

        fixture.assertNoLeaks();
        assertThat(fixture.parts()).hasSize(1);
        assertThat(fixture.onDisk("f/inside")).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoFile() throws IOException {
        fixture.directory("d");
        fixture.file("f", "");

        assertThat(reason(() -> store.store(path("/d"), "me"))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> store.store(path("/"), "me"))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> store.store(path("/f/x"), "me"))).isEqualTo(Reason.NOT_A_DIRECTORY);
        assertThat(reason(() -> store.append(path("/d"), "me"))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> store.resume(path("/d"), 1, "me"))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> store.store(path("/none/x"), "me"))).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void shouldForceToDiskWhenToldSo() throws IOException {
        Storage careful = fixture.reopened(Fixture.OPTIONS.withFsync(true));

        assertThat(write(careful.store(path("/f"), "me"), "safe").publish()).isEqualTo(4);

        assertThat(fixture.onDisk("f")).isEqualTo("safe");
    }

    @Test
    void shouldSweepOldPartsOnly() throws IOException {
        fixture.directory("d/e");
        write(store.store(path("/d/e/old"), "me"), "x").abort();
        write(store.store(path("/d/fresh"), "me"), "x").abort();
        Upload running = write(store.store(path("/running"), "me"), "x");
        fixture.file("plain", "");
        Instant longAgo = Fixture.NOW.minus(Duration.ofDays(8));
        for (String name : fixture.names()) {
            boolean fresh = name.startsWith("d/.sluice");
            Files.setLastModifiedTime(fixture.root.resolve(name), FileTime.from(fresh ? Fixture.NOW : longAgo));
        }

        assertThat(finish(store.sweepParts(Fixture.NOW))).isEqualTo(1);

        assertThat(reason(() -> store.resumableSize(path("/d/e/old")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(store.resumableSize(path("/d/fresh"))).isEqualTo(1);
        assertThat(fixture.names()).contains("plain", "d/e");
        assertThat(running.publish()).isEqualTo(1);
    }

    /** What a provider's channel throws when it fails in a way that nobody foresaw. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCloseTheFileWhateverFails(boolean complete) throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        SeekableByteChannel broken = (SeekableByteChannel) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SeekableByteChannel.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.set(true);
                        return null;
                    }
                    throw new IllegalStateException("broken");
                });
        Directory root = Directory.open(fixture.root);
        Upload upload = new DiskUpload(
                path("/f"),
                new Place(root, fixture.root.getFileSystem().getPath("f")),
                new DiskUpload.Bytes(broken, Optional.empty(), 0, 0, true, true, false),
                DiskUpload.Durability.CACHED,
                () -> false,
                new Disposal(true, Runnable::run),
                () -> {});

        if (complete) {
            assertThatIllegalStateException().isThrownBy(upload::publish).withMessage("broken");
        } else {
            upload.abort();
        }

        assertThat(closed).isTrue();
    }
}
