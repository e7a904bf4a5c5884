package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Uploads that break off and go on: the parts that they leave, and files that are continued. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class ResumedUploadTest {

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
}
