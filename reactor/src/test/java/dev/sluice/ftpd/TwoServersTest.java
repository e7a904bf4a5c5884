package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sluice.Sluice;
import dev.sluice.account.Rights;
import dev.sluice.ftpd.Client.Answer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers, each a process of its own, for one folder. */
@Timeout(120)
class TwoServersTest {

    private static final int ROUNDS = 150;
    private static final int SIZE = 300_000;

    @TempDir
    private Path root;

    @Test
    void shouldPublishOneWholeUploadOfTwo() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try (ServerProcess first = ServerProcess.start(root);
                ServerProcess second = ServerProcess.start(root)) {
            List<Future<Integer>> uploads = new ArrayList<>();
            for (ServerProcess server : List.of(first, second)) {
                byte letter = (byte) (server == first ? 'a' : 'b');
                uploads.add(clients.submit(() -> upload(server, letter, together)));
            }
            int published = 0;
            for (Future<Integer> upload : uploads) {
                published += upload.get();
            }
            assertThat(published).isBetween(ROUNDS, 2 * ROUNDS);
        } finally {
            clients.shutdown();
        }
        for (int i = 0; i < ROUNDS; i++) {
            byte[] content = Files.readAllBytes(root.resolve("file" + i));
            assertThat(content).hasSize(SIZE).containsOnly(content[0]);
        }
        try (Stream<Path> names = Files.list(root)) {
            assertThat(names).as("no part is left").hasSize(ROUNDS);
        }
    }

    /** Uploads the same names as the other, at the same time; returns how often it could. */
    private static int upload(ServerProcess server, byte letter, CyclicBarrier together) throws Exception {
        byte[] content = new byte[SIZE];
        Arrays.fill(content, letter);
        int published = 0;
        // Whoever fails lets go of the other.
        try (Closeable letGo = together::reset;
                Client client = server.login()) {
            assertThat(letGo).isNotNull();
            for (int i = 0; i < ROUNDS; i++) {
                try (Wire data = client.passive()) {
                    together.await();
                    Answer begun = client.command("STOR file" + i);
                    if (begun.code() == 450) {
                        continue;
                    }
                    begun.expect(150);
                    data.write(content);
                }
                client.answer().expect(226);
                published++;
            }
        }
        return published;
    }

    @Test
    void shouldNotTakeAPartFromTheOther() throws IOException {
        try (ServerProcess first = ServerProcess.start(root);
                ServerProcess second = ServerProcess.start(root);
                Client uploading = first.login();
                Client other = second.login()) {
            try (Wire data = uploading.passive()) {
                uploading.command("STOR file").expect(150);
                data.write(new byte[1000]);
                for (String command : List.of("STOR file", "APPE file", "DELE file")) {
                    Wire unused = other.passive();
                    try (unused) {
                        other.command(command).expect(450);
                    }
                }
            }
            uploading.answer().expect(226);
            assertThat(root.resolve("file")).hasSize(1000);
        }
    }

    @Test
    void shouldContinueWhatAKilledServerLeftWhileTheOtherRuns() throws IOException {
        try (ServerProcess second = ServerProcess.start(root);
                Client other = second.login()) {
            ServerProcess first = ServerProcess.start(root);
            Client uploading = first.login();
            try (Wire data = uploading.passive()) {
                uploading.command("STOR file").expect(150);
                data.write(new byte[1000]);
                while (!other.command("SIZE file").text().contains("1000")) {
                    Thread.onSpinWait();
                }
                first.kill();
            }
            uploading.close();

            other.command("REST 1000").expect(350);
            other.put("STOR file", new byte[500]).expect(226);
            assertThat(root.resolve("file")).hasSize(1500);
        }
    }

    @Test
    void shouldLeaveNothingOpenWhenItCanNotListen() throws IOException {
        try (ServerFixture running = ServerFixture.start();
                ServerFixture unused = ServerFixture.start()) {
            assertThatIOException()
                    .isThrownBy(() -> Sluice.builder(unused.root())
                            .anonymous(Rights.READ)
                            .ftp(running.server().ftpAddress())
                            .start());
        }
    }
}
