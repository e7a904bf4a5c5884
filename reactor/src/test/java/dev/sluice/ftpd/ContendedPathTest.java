package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others may do to a path while somebody uploads to it. */
@Timeout(60)
class ContendedPathTest {

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client uploader;
    private Client other;
    private Wire data;

    @BeforeEach
    void start() throws IOException {
        fixture.file("dir/old", "old content");
        fixture.file("another", "x");
        uploader = fixture.client().login("alice", "secret");
        other = fixture.client().login("alice", "secret"); // guests are not told who it is
        other.command("TYPE I").expect(200);
    }

    @AfterEach
    void stop() throws IOException {
        data.close();
    }

    private void beginUpload(String path) throws IOException {
        data = uploader.passive();
        uploader.command("STOR " + path).expect(150);
        data.write("new content".getBytes(UTF_8));
    }

    private void endUpload() throws IOException {
        data.end();
        uploader.answer().expect(226);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOR", "APPE", "DELE", "RNFR", "RETR", "MKD"})
    void shouldSayWhoIsUploadingNewFile(String command) throws IOException {
        beginUpload("dir/new");

        other.extendedPassivePort();
        assertThat(other.command(command + " dir/new").expect(450).text())
                .containsPattern("/dir/new is being uploaded by alice@127.0.0.1 since \\d\\d:\\d\\d:\\d\\d UTC");
        endUpload();
        assertThat(other.command("SIZE dir/new").expect(213).message()).isEqualTo("11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOR dir/old", "APPE dir/old", "DELE dir/old", "RNFR dir/old", "RMD dir", "RNFR dir"})
    void shouldSayWhoIsReplacingFile(String command) throws IOException {
        beginUpload("dir/old");

        other.extendedPassivePort();
        assertThat(other.command(command).expect(450).text()).contains("is being uploaded by alice@127.0.0.1");
        endUpload();
        assertThat(fixture.text("dir/old")).isEqualTo("new content");
    }

    @Test
    void shouldNotRenameOntoPathBeingUploaded() throws IOException {
        beginUpload("dir/old");

        other.command("RNFR another").expect(350);
        other.command("RNTO dir/old").expect(450);
        endUpload();
        assertThat(fixture.text("another")).isEqualTo("x");
    }

    @Test
    void shouldGiveOldContentWhileFileIsReplaced() throws IOException {
        beginUpload("dir/old");

        assertThat(other.fetchText("RETR dir/old")).isEqualTo("old content");
        assertThat(other.command("SIZE dir/old").expect(213).message()).isEqualTo("11");
        endUpload();
        assertThat(other.fetchText("RETR dir/old")).isEqualTo("new content");
    }

    @Test
    void shouldFinishDownloadOfFileThatIsReplacedMeanwhile() throws IOException {
        byte[] old = new byte[8 << 20];
        fixture.file("big", old);
        try (Wire download = other.passive()) {
            other.command("RETR big").expect(150);
            beginUpload("big");
            endUpload();
            assertThat(download.readToEnd()).isEqualTo(old);
            other.answer().expect(226);
        }
        assertThat(fixture.text("big")).isEqualTo("new content");
    }

    @Test
    void shouldLetPathGoWhenUploaderLeaves() throws IOException {
        beginUpload("dir/old");
        uploader.close();
        fixture.await(usage -> usage.claims() == 0);

        other.command("DELE dir/old").expect(250);
    }
}
