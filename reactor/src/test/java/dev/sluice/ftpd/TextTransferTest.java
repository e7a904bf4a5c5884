package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RETR and STOR in TYPE A, which ends lines with CR LF on the wire (RFC 959 §3.1.1.1). */
@Timeout(60)
class TextTransferTest {

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
    }

    @Test
    void shouldConvertLineEndsOfDownload() throws IOException {
        client.command("TYPE A").expect(200);
        fixture.file("text", "unix\ndos\r\nmac\rend");

        String sent = client.fetchText("RETR text");

        assertThat(sent).startsWith("unix\r\ndos\r\n").endsWith("end");
        assertThat(client.command("SIZE text").expect(213).message()).isEqualTo(Integer.toString(sent.length()));
    }

    @Test
    void shouldAnnounceTheSizeOnlyWhereItIsKnown() throws IOException {
        fixture.file("text", "one\ntwo\n");
        for (String type : new String[] {"I", "A"}) {
            client.command("TYPE " + type).expect(200);
            client.command("REST 5").expect(350);
            try (Wire data = client.passive()) {
                String opening = client.command("RETR text").expect(150).message();
                assertThat(opening.contains("(3 bytes)")).as(opening).isEqualTo(type.equals("I"));
                assertThat(opening.contains(" bytes")).as(opening).isEqualTo(type.equals("I"));
                data.readToEnd();
            }
            client.answer().expect(226);
        }
    }

    @Test
    void shouldConvertLineEndsOfUploadSplitAnywhere() throws IOException {
        client.command("TYPE A").expect(200);
        try (Wire data = client.passive()) {
            client.command("STOR text").expect(150);
            int sent = 0;
            for (String chunk : new String[] {"one\r", "\ntwo\r", "three\r\r", "\n", "\r\n", "end\r"}) {
                data.write(chunk.getBytes(UTF_8));
                sent += chunk.length();
                client.awaitBytes(sent);
            }
            data.end();
            client.answer().expect(226);
        }
        assertThat(fixture.text("text")).isEqualTo("one\ntwo\rthree\r\n\nend\r");
    }

    @Test
    void shouldCountAndResumeConvertedBytes() throws IOException {
        StringBuilder content = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < 300_000; i++) {
            content.append("a\n\rb\n".charAt(random.nextInt(5)));
        }
        fixture.file("text", content.toString());
        client.command("TYPE A").expect(200);

        byte[] all = client.fetch("RETR text");

        assertThat(new String(all, ISO_8859_1).replace("\r\n", "\n").replace("\r", ""))
                .isEqualTo(content.toString().replace("\r\n", "\n").replace("\r", ""));
        assertThat(client.command("SIZE text").expect(213).message()).isEqualTo(Integer.toString(all.length));
        for (int offset : new int[] {1, 65_535, 65_536, 200_001, all.length}) {
            client.command("REST " + offset).expect(350);
            assertThat(client.fetch("RETR text")).isEqualTo(Arrays.copyOfRange(all, offset, all.length));
        }
    }
}
