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
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void shouldKeepThePartOfANewFileAndResumeIt() throws IOException {
        write(store.store(path("/new"), "me"), "hello ").abort();

        assertThat(store.resumableSize(path("/new"))).isEqualTo(6);
        assertThat(fixture.listed("/")).isEmpty();
        assertThat(reason(() -> store.stat(path("/new")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.openRead(path("/new")))).isEqualTo(Reason.NOT_FOUND);

        Upload again = store.resume(path("/new"), 6, "me");
        assertThat(again.startOffset()).isEqualTo(6);
        assertThat(write(again, "world").publish()).isEqualTo(11);
        assertThat(fixture.onDisk("new")).isEqualTo("hello world");
        assertThat(fixture.names()).containsExactly("new");
    }

    @Test
    void shouldResumeAPartAtAnEarlierByte() throws IOException {
        write(store.store(path("/new"), "me"), "hello rubbish that is long").abort();

        assertThat(write(store.resume(path("/new"), 6, "me"), "world").publish())
                .isEqualTo(11);

        assertThat(fixture.onDisk("new")).isEqualTo("hello world");
    }

    @Test
    void shouldAppendToAPart() throws IOException {
        write(store.store(path("/new"), "me"), "hello ").abort();

        Upload again = store.append(path("/new"), "me");
        assertThat(again.startOffset()).isEqualTo(6);
        assertThat(write(again, "world").publish()).isEqualTo(11);

        assertThat(fixture.onDisk("new")).isEqualTo("hello world");
    }

    @Test
    void shouldKeepThePartOfAResumedUploadThatBreaksAgain() throws IOException {
        write(store.store(path("/new"), "me"), "one").abort();
        write(store.resume(path("/new"), 3, "me"), "two").abort();
        store.resume(path("/new"), 2, "me").abort();

        assertThat(store.resumableSize(path("/new"))).isEqualTo(6);
    }

    @Test
    void shouldForgetThePartWhenTheFileIsUploadedAfresh() throws IOException {
        write(store.store(path("/new"), "me"), "a long part from before").abort();

        fixture.put("/new", "short");

        assertThat(fixture.onDisk("new")).isEqualTo("short");
        assertThat(fixture.names()).containsExactly("new");
    }

    @Test
    void shouldKeepNoPartWithoutBytes() throws IOException {
        store.store(path("/new"), "me").abort();

        assertThat(fixture.names()).isEmpty();
    }

    @Test
    void shouldKeepNoPartsWhenToldSo() throws IOException {
        Storage forgetful = fixture.reopened(Fixture.OPTIONS.withKeepParts(false));

        write(forgetful.store(path("/new"), "me"), "hello").abort();
        write(forgetful.append(path("/other"), "me"), "hello").abort();

        assertThat(fixture.names()).isEmpty();
    }

    @Test
    void shouldResumeWhatAKilledServerLeft() throws IOException {
        Upload lost = write(store.store(path("/new"), "me"), "hello ");

        ((DiskUpload) lost).channel().close(); // As the kernel does.
        Storage restarted = fixture.reopened(Fixture.OPTIONS);

        assertThat(restarted.resumableSize(path("/new"))).isEqualTo(6);
        write(restarted.resume(path("/new"), 6, "me"), "world").publish();
        assertThat(fixture.onDisk("new")).isEqualTo("hello world");
        lost.abort();
    }

    @Test
    void shouldRefuseToResumeBeyondWhatIsThere() throws IOException {
        fixture.file("f", "12345");
        write(store.store(path("/part"), "me"), "123").abort();

        assertThat(refusal(() -> store.resume(path("/f"), 6, "me")))
                .hasMessage("/f: can't resume at byte 6, only 5 bytes are there")
                .extracting(StorageException::reason)
                .isEqualTo(Reason.BAD_RANGE);
        assertThat(reason(() -> store.resume(path("/part"), 4, "me"))).isEqualTo(Reason.BAD_RANGE);
        assertThat(reason(() -> store.resume(path("/nothing"), 1, "me"))).isEqualTo(Reason.BAD_RANGE);
        assertThat(reason(() -> store.resume(path("/f"), -1, "me"))).isEqualTo(Reason.BAD_RANGE);
        assertThat(fixture.onDisk("f")).isEqualTo("12345");
    }

    @Test
    void shouldResumeAtZeroAsAFreshUpload() throws IOException {
        fixture.file("f", "old");

        Upload upload = write(store.resume(path("/f"), 0, "me"), "x");

        assertThat(fixture.read("/f")).isEqualTo("old");
        upload.publish();
        assertThat(fixture.onDisk("f")).isEqualTo("x");
    }

    @Test
    void shouldAppendToACompleteFileInPlace() throws IOException {
        fixture.file("f", "hello ");

        Upload upload = store.append(path("/f"), "me");
        assertThat(upload.startOffset()).isEqualTo(6);
        assertThat(write(upload, "world").publish()).isEqualTo(11);

        assertThat(fixture.onDisk("f")).isEqualTo("hello world");
    }

    @Test
    void shouldCreateAFileThatIsAppendedTo() throws IOException {
        write(store.append(path("/f"), "me"), "hello").publish();

        assertThat(fixture.onDisk("f")).isEqualTo("hello");
    }

    @Test
    void shouldEndACompleteFileWhereTheResumedUploadEnds() throws IOException {
        fixture.file("f", "0123456789");

        assertThat(write(store.resume(path("/f"), 3, "me"), "abc").publish()).isEqualTo(6);

        assertThat(fixture.onDisk("f")).isEqualTo("012abc");
    }

    @Test
    void shouldChangeNothingInPlaceWhenNoByteCame() throws IOException {
        fixture.file("f", "0123456789");

        store.resume(path("/f"), 3, "me").abort();
        store.append(path("/f"), "me").abort();

        assertThat(fixture.onDisk("f")).isEqualTo("0123456789");
    }

    @Test
    void shouldNotTakeAnEmptyFileForAnEmptyPart() throws IOException {
        fixture.file("f", "");

        store.append(path("/f"), "me").abort();

        assertThat(fixture.names()).containsExactly("f");
    }

    @Test
    void shouldLetSizeTellHowFarABrokenResumeGot() throws IOException {
        fixture.file("f", "0123456789");

        write(store.resume(path("/f"), 3, "me"), "abc").abort();

        assertThat(store.resumableSize(path("/f"))).isEqualTo(6);
        assertThat(fixture.onDisk("f")).isEqualTo("012abc");
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
