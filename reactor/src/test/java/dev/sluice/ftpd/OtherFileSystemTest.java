package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.Usage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same features on a file system that is not the operating system's: everything goes through buffers and the pool. */
@Timeout(60)
class OtherFileSystemTest {

    private final byte[] big = new byte[3_000_000];

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started(ServerFixture::memory, settings -> settings);

    private Client client;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(big);
        client = fixture.login();
    }

    @Test
    void shouldStoreAndFetch() throws IOException {
        client.put("STOR big", big).expect(226);

        assertThat(fixture.bytes("big")).isEqualTo(big);
        assertThat(client.fetch("RETR big")).isEqualTo(big);
        client.command("REST 2999000").expect(350);
        assertThat(client.fetch("RETR big")).isEqualTo(Arrays.copyOfRange(big, 2_999_000, big.length));
    }

    @Test
    void shouldTransferEmptyFile() throws IOException {
        client.put("STOR empty", "").expect(226);
        assertThat(client.fetch("RETR empty")).isEmpty();
    }

    @Test
    void shouldAppendAndContinue() throws IOException {
        client.put("APPE file", "one").expect(226);
        client.put("APPE file", " two").expect(226);
        client.command("REST 4").expect(350);
        client.put("STOR file", "TWO").expect(226);

        assertThat(fixture.text("file")).isEqualTo("one TWO");
    }

    @Test
    void shouldConvertText() throws IOException {
        client.command("TYPE A").expect(200);
        client.put("STOR text", "one\r\ntwo\r").expect(226);

        assertThat(fixture.text("text")).isEqualTo("one\ntwo\r");
        assertThat(client.fetchText("RETR text")).startsWith("one\r\n");
    }

    @Test
    void shouldKeepPartForResume() throws IOException {
        try (Wire data = client.passive()) {
            client.command("STOR file").expect(150);
            data.write("half".getBytes(UTF_8));
            client.awaitBytes(4);
            client.command("ABOR").expect(426);
            client.answer().expect(226);
        }
        assertThat(client.command("SIZE file").expect(213).message()).isEqualTo("4");
        client.command("REST 4").expect(350);
        client.put("STOR file", " and half").expect(226);
        assertThat(fixture.text("file")).isEqualTo("half and half");
    }

    @Test
    void shouldLeaveOldFileWhenClientVanishes() throws IOException {
        fixture.file("file", "old");
        try (Wire data = client.passive()) {
            client.command("STOR file").expect(150);
            data.write(big);
            client.close();
        }
        fixture.await(Usage::isIdle);
        assertThat(fixture.text("file")).isEqualTo("old");
    }

    @Test
    void shouldListAndChangeNames() throws IOException {
        client.command("MKD dir").expect(257);
        client.put("STOR dir/file", "content").expect(226);
        client.command("CWD dir").expect(250);
        assertThat(client.fetchText("NLST")).isEqualTo("file\r\n");
        assertThat(client.fetchText("MLSD")).contains("type=file;size=7;").endsWith(" file\r\n");
        assertThat(client.fetchText("LIST *")).contains(" 7 ").endsWith(" file\r\n");
        client.command("RNFR file").expect(350);
        client.command("RNTO /other").expect(250);
        client.command("MFMT 20200102030405 /other").expect(213);
        assertThat(client.command("MDTM /other").expect(213).message()).isEqualTo("20200102030405");
        client.command("HASH /other").expect(213);
        client.command("DELE /other").expect(250);
        client.command("CDUP").expect(250);
        client.command("RMD dir").expect(250);
        client.command("RETR other").expect(550);
        assertThat(client.fetchText("NLST")).isEmpty();
    }

    @Test
    void shouldOfferNoModesWhereFilesHaveNone() throws IOException {
        client.put("STOR file", "content").expect(226);

        assertThat(client.command("FEAT").expect(211).lines())
                .contains(" MFF modify;", " MFMT", " SITE UTIME", " REST STREAM", " AVBL")
                .doesNotContain(" SITE CHMOD");
        client.command("SITE CHMOD 600 file").expect(504);
        client.command("MFF UNIX.mode=0600; file").expect(504);
        client.command("MFF modify=20200102030405; file").expect(213);
    }

    @Test
    void shouldAnswerPipelinedCommandsInOrder() throws IOException {
        client.send("MKD dir", "CWD dir", "PWD", "CWD /", "RMD dir", "SIZE dir", "QUIT");
        for (int code : new int[] {257, 250, 257, 250, 250, 550, 221}) {
            client.answer().expect(code);
        }
    }
}
