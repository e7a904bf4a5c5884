package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.SluiceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk of 4 MiB, half full, and an upload of 3 MiB. */
@Timeout(60)
class DiskFullTest {

    private static final int MIB = 1 << 20;

    private final byte[] content = new byte[3 * MIB];
    private ServerFixture fixture;
    private Client client;
    private Path disk;

    private void start(UnaryOperator<SluiceBuilder> settings) throws IOException {
        new Random(1).nextBytes(content);
        fixture = ServerFixture.start(settings);
        disk = Files.createDirectory(fixture.root().resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "needs root, to mount a disk");
        Files.write(disk.resolve("filler"), new byte[2 * MIB]);
        client = fixture.login();
        client.command("CWD disk").expect(250);
    }

    @AfterEach
    void stop() throws IOException {
        run("umount", "--lazy", disk.toString());
        fixture.close();
    }

    private static boolean run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false; // There is no such program here.
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Sends what the server takes; it ends the connection when it can take no more. */
    private Client.Answer put(String name) throws IOException {
        try (Wire data = client.passive()) {
            client.command("STOR " + name).expect(150);
            try {
                data.write(content);
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("Connection reset.*|Broken pipe");
            }
            data.end();
            return client.answer();
        }
    }

    private void uploadFails(String name) throws IOException {
        assertThat(put(name).expect(452).text()).contains("no space left");
        client.command("NOOP").expect(200);
    }

    @ParameterizedTest(name = "with fsync: {0}")
    @ValueSource(booleans = {false, true})
    void shouldKeepPartOfNewFileAndResumeWhenThereIsSpaceAgain(boolean fsync) throws IOException {
        start(settings -> settings.fsync(fsync));
        uploadFails("new");

        int size = Integer.parseInt(client.command("SIZE new").expect(213).message());
        assertThat(size).as("all that there was room for").isBetween(MIB, 2 * MIB);
        client.command("DELE filler").expect(250);
        client.command("REST " + size).expect(350);
        client.put("STOR new", Arrays.copyOfRange(content, size, content.length))
                .expect(226);

        assertThat(fixture.bytes("disk/new")).isEqualTo(content);
    }

    @Test
    void shouldGiveTheSpaceBackWhenPartsAreNotKept() throws IOException {
        start(settings -> settings.keepParts(false, Duration.ZERO));
        uploadFails("new");

        client.command("SIZE new").expect(550);
        assertThat(fixture.parts()).isEmpty();
        client.command("DELE filler").expect(250);
        put("new").expect(226);
        assertThat(fixture.bytes("disk/new")).isEqualTo(content);
    }

    @Test
    void shouldLeaveOldFileWholeAndNoPartOfItsReplacement() throws IOException {
        start(settings -> settings);
        client.put("STOR file", "old").expect(226);
        uploadFails("file");

        assertThat(client.fetchText("RETR file")).isEqualTo("old");
        assertThat(fixture.parts()).isEmpty();
        client.command("DELE filler").expect(250);
        put("file").expect(226);
        assertThat(fixture.bytes("disk/file")).isEqualTo(content);
    }

    @Test
    void shouldServeOthersWhileTheDiskIsFull() throws IOException {
        start(settings -> settings);
        uploadFails("new");

        Client other = fixture.login();
        assertThat(other.fetch("RETR disk/filler")).hasSize(2 * MIB);
        assertThat(other.fetchText("NLST disk")).isEqualTo("disk/filler\r\n");
        other.put("STOR elsewhere", content).expect(226);
        assertThat(fixture.bytes("elsewhere")).isEqualTo(content);
    }
}
