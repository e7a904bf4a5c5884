package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed ({@code kill -9}) in the middle of an upload, and the next one for the same folder. */
@Timeout(60)
class KilledServerTest {

    @TempDir
    private Path root;

    private final byte[] content = new byte[8 << 20];
    private ServerProcess server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        restart();
    }

    private void restart() throws IOException {
        server = ServerProcess.start(root);
        client = server.login();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    /** Sends {@code count} bytes from {@code offset} on, and kills the server as soon as it has taken them. */
    private void killInUpload(int offset, int count) throws IOException {
        client.command("REST " + offset).expect(350);
        try (Wire data = client.passive()) {
            client.command("STOR file").expect(150);
            data.write(Arrays.copyOfRange(content, offset, offset + count));
            awaitBytes(offset + count);
            server.kill();
        }
        client.close();
        restart();
    }

    /** What the server has received it may still have to write. */
    private void awaitBytes(long count) throws IOException {
        while (partSize() < count) {
            client.command("STAT").expect(211);
        }
    }

    private long partSize() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            Path part = files.filter(file -> file.toString().endsWith(".part"))
                    .findAny()
                    .orElseThrow();
            return Files.size(part);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void shouldResumeNewFileAgainAndAgain() throws IOException {
        int size = 0;
        for (int count : new int[] {1, 1_000_000, 3_333_333}) {
            killInUpload(size, count);

            assertThat(client.fetchText("NLST")).isEmpty();
            client.command("RETR file").expect(550);
            assertThat(client.command("SIZE file").expect(213).message()).isEqualTo(Integer.toString(size + count));
            size += count;
        }
        client.command("REST " + size).expect(350);
        client.put("STOR file", Arrays.copyOfRange(content, size, content.length))
                .expect(226);

        assertThat(root.resolve("file")).hasBinaryContent(content);
        assertThat(names()).containsExactly("file");
    }

    @Test
    void shouldHaveOldFileWholeWhenReplacementWasCutOff() throws IOException {
        Files.writeString(root.resolve("file"), "old");

        killInUpload(0, 1_000_000);

        assertThat(client.command("SIZE file").expect(213).message()).isEqualTo("3");
        assertThat(client.fetchText("RETR file")).isEqualTo("old");
        assertThat(client.fetchText("NLST")).isEqualTo("file\r\n");
        client.put("STOR file", content).expect(226);
        assertThat(root.resolve("file")).hasBinaryContent(content);
        assertThat(names()).as("what the killed server left is gone too").containsExactly("file");
    }
}
