package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file of a gigabyte and a little, up and down again. */
@Timeout(90)
class LargeFileTest {

    private static final long SIZE = (1L << 30) + 4_321;
    private static final long ROOM = SIZE + SIZE / 2;

    private final byte[] chunk = new byte[1 << 20];

    @Test
    void shouldCarryGigabyteUpAndDown() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > ROOM,
                "needs 1.5 GiB of memory in /dev/shm");
        try (ServerFixture fixture =
                ServerFixture.started(() -> Files.createTempDirectory(memory, "sluice-large-"), settings -> settings)) {
            Client client = fixture.login();

            byte[] sent = send(client);

            assertThat(Files.size(fixture.root().resolve("large"))).isEqualTo(SIZE);
            assertThat(client.command("SIZE large").expect(213).message()).isEqualTo(Long.toString(SIZE));
            assertThat(receive(client)).isEqualTo(sent);
        }
    }

    /** Sends megabytes of which no two are alike; returns its digest. */
    private byte[] send(Client client) throws IOException {
        MessageDigest digest = sha256();
        new Random(1).nextBytes(chunk);
        try (Wire data = client.passive()) {
            client.command("STOR large").expect(150);
            for (long left = SIZE; left > 0; ) {
                ByteBuffer.wrap(chunk).putLong(0, left);
                byte[] next = left < chunk.length ? Arrays.copyOf(chunk, (int) left) : chunk;
                digest.update(next);
                data.write(next);
                left -= next.length;
            }
        }
        client.answer().expect(226);
        return digest.digest();
    }

    private static byte[] receive(Client client) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (Wire data = client.passive()) {
            client.command("RETR large").expect(150);
            while (data.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
        client.answer().expect(226);
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
