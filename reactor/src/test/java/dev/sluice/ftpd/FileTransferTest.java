package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RETR, STOR, APPE, STOU and REST (RFC 959, RFC 3659 §5) in TYPE I, over a server on its own thread. */
@Timeout(60)
class FileTransferTest {

    private static final byte[] BIG = random(3_000_000);

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] from(byte[] bytes, int offset) {
        return Arrays.copyOfRange(bytes, offset, bytes.length);
    }

    @Test
    void shouldFetchWhatWasStored() throws IOException {
        assertThat(client.put("STOR big", BIG).expect(226).text()).contains("3000000 bytes");

        assertThat(fixture.bytes("big")).isEqualTo(BIG);
        assertThat(client.fetch("RETR big")).isEqualTo(BIG);
    }

    @Test
    void shouldTransferEmptyFiles() throws IOException {
        client.put("STOR empty", "").expect(226);

        assertThat(fixture.bytes("empty")).isEmpty();
        assertThat(client.fetch("RETR empty")).isEmpty();
    }

    @Test
    void shouldHaveFileInPlaceBeforeItSaysSo() throws IOException {
        try (Wire data = client.passive()) {
            client.command("STOR new").expect(150);
            data.write(BIG);
            assertThat(fixture.exists("new")).isFalse();
            assertThat(fixture.login().fetchText("LIST -a")).isEmpty();
            data.end();
            client.answer().expect(226);
            assertThat(fixture.bytes("new")).isEqualTo(BIG);
        }
    }

    @Test
    void shouldCloseDataConnectionBeforeItSaysSo() throws IOException {
        fixture.file("file", "content");
        try (Wire data = client.passive()) {
            client.command("RETR file").expect(150);
            client.answer().expect(226);
            ByteBuffer received = ByteBuffer.allocate(100);
            assertThat(data.channel().read(received)).isEqualTo(7);
            assertThat(data.channel().read(received)).isEqualTo(-1);
        }
    }

    @Test
    void shouldReplaceFileAndKeepItsMode() throws IOException {
        fixture.file("file", "old");
        Files.setPosixFilePermissions(fixture.root().resolve("file"), PosixFilePermissions.fromString("rw-r-----"));

        client.put("STOR file", "new").expect(226);

        assertThat(fixture.text("file")).isEqualTo("new");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(fixture.root().resolve("file"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void shouldFetchFromOffset() throws IOException {
        fixture.file("big", BIG);

        client.command("REST 2999990").expect(350);
        assertThat(client.fetch("RETR big")).isEqualTo(from(BIG, 2_999_990));
        client.command("REST 3000000").expect(350);
        assertThat(client.fetch("RETR big")).isEmpty();
        assertThat(client.fetch("RETR big"))
                .as("the offset is for one transfer")
                .isEqualTo(BIG);
    }

    @Test
    void shouldRefuseOffsetBeyondEnd() throws IOException {
        fixture.file("file", "content");

        for (String command : new String[] {"RETR file", "STOR file", "STOR new"}) {
            try (Wire data = client.passive()) {
                client.command("REST 8").expect(350);
                client.command(command).expect(554);
                client.command("ABOR").expect(226);
                assertThat(data.readToEnd()).isEmpty();
            }
        }
        assertThat(fixture.text("file")).isEqualTo("content");
        assertThat(fixture.exists("new")).isFalse();
    }

    @Test
    void shouldStoreIntoCompleteFileFromOffset() throws IOException {
        fixture.file("file", "content");

        client.command("REST 3").expect(350);
        client.put("STOR file", "TENT, MORE").expect(226);

        assertThat(fixture.text("file")).isEqualTo("conTENT, MORE");
    }

    @Test
    void shouldAppend() throws IOException {
        client.put("APPE file", "one ").expect(226);
        client.put("APPE file", "two").expect(226);

        assertThat(fixture.text("file")).isEqualTo("one two");
    }

    @Test
    void shouldStoreUnderUniqueName() throws IOException {
        fixture.file("taken", "old");

        String given = storeUnique("STOU", "1");
        assertThat(given).isNotEmpty();
        assertThat(storeUnique("STOU free", "2")).isEqualTo("free");
        assertThat(storeUnique("STOU taken", "3")).startsWith("taken.");
        assertThat(fixture.text("taken")).isEqualTo("old");

        Files.createDirectory(fixture.root().resolve("folder"));
        assertThat(storeUnique("STOU folder/name", "4")).isEqualTo("/folder/name");
        client.command("CWD folder").expect(250);
        assertThat(storeUnique("STOU other", "5")).isEqualTo("other");
        assertThat(storeUnique("STOU ../name", "6")).isEqualTo("/name");
    }

    private String storeUnique(String command, String content) throws IOException {
        try (Wire data = client.passive()) {
            String opening = client.command(command).expect(150).message();
            assertThat(opening).as("the form of RFC 1123").startsWith("FILE: ");
            data.write(content.getBytes(UTF_8));
            data.end();
            String name = opening.substring("FILE: ".length());
            assertThat(client.answer().expect(226).message()).endsWith(name + "\".");
            assertThat(client.fetchText("RETR " + name)).isEqualTo(content);
            return name;
        }
    }

    @Test
    void shouldKeepPartOfAbortedUploadForResume() throws IOException {
        breakOffUpload(1_000_000);

        assertThat(fixture.exists("big")).isFalse();
        assertThat(client.fetchText("NLST")).isEmpty();
        client.command("RETR big").expect(550);
        client.command("MDTM big").expect(550);
        assertThat(client.command("SIZE big").expect(213).message()).isEqualTo("1000000");
        client.command("REST 1000000").expect(350);
        client.put("STOR big", from(BIG, 1_000_000)).expect(226);
        assertThat(fixture.bytes("big")).isEqualTo(BIG);
    }

    @Test
    void shouldAppendToPartOfAbortedUpload() throws IOException {
        breakOffUpload(2_000_000);

        client.put("APPE big", from(BIG, 2_000_000)).expect(226);

        assertThat(fixture.bytes("big")).isEqualTo(BIG);
    }

    @Test
    void shouldDeletePartOnRequest() throws IOException {
        breakOffUpload(10);

        client.command("DELE big").expect(250);

        client.command("SIZE big").expect(550);
    }

    private void breakOffUpload(int bytes) throws IOException {
        try (Wire data = client.passive()) {
            client.command("STOR big").expect(150);
            data.write(Arrays.copyOf(BIG, bytes));
            client.awaitBytes(bytes);
            client.command("ABOR").expect(426);
            client.answer().expect(226);
        }
    }

    @Test
    void shouldLeaveOldFileWholeWhenReplacementIsAborted() throws IOException {
        fixture.file("big", "old");

        breakOffUpload(1_000_000);

        assertThat(client.fetchText("RETR big")).isEqualTo("old");
    }

    @Test
    void shouldNotTakeResetForEndOfFile() throws IOException {
        fixture.file("big", "old");
        try (Wire data = client.passive()) {
            client.command("STOR big").expect(150);
            data.write(Arrays.copyOf(BIG, 100_000));
            client.awaitBytes(100_000);
            data.reset();
            client.answer().expect(426);
        }
        assertThat(fixture.text("big")).isEqualTo("old");
    }

    @Test
    void shouldNotTakeDeathOfClientForEndOfFile() throws IOException {
        fixture.file("big", "old");
        try (Wire data = client.passive()) {
            client.command("STOR big").expect(150);
            data.write(Arrays.copyOf(BIG, 100_000));
            client.awaitBytes(100_000);
            client.close();
            data.end();
        }
        fixture.await(Usage::isIdle);
        assertThat(fixture.text("big")).isEqualTo("old");
    }

    @Test
    void shouldEndWhenClientClosesDataConnectionOfDownload() throws IOException {
        fixture.zeros("big", 64 << 20);
        for (boolean reset : new boolean[] {true, false}) {
            try (Wire data = client.passive()) {
                client.command("RETR big").expect(150);
                data.read(ByteBuffer.allocate(1000));
                if (reset) {
                    data.reset();
                } else {
                    data.end();
                }
                client.answer().expect(426);
            }
        }
    }

    @Test
    void shouldServeDownloaderThatHasClosedItsHalf() throws IOException {
        fixture.file("big", BIG);
        try (Wire data = client.passive()) {
            data.endOutput();
            client.command("RETR big").expect(150);
            assertThat(data.readToEnd()).isEqualTo(BIG);
            client.answer().expect(226);
        }
    }

    @Test
    void shouldTellOfFileThatBecameShorter() throws IOException {
        fixture.zeros("huge", 64 << 20);
        try (Wire data = client.passive()) {
            client.command("RETR huge").expect(150);
            data.read(ByteBuffer.allocate(1000));
            Files.write(fixture.root().resolve("huge"), new byte[100]);
            assertThat(data.readToEnd().length).isLessThan(64 << 20);
            assertThat(client.answer().expect(451).text()).contains("shorter");
        }
    }
}
