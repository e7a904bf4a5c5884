package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManySessionsTest {

    private static final int SESSIONS = 1000;

    @TempDir
    private Path root;

    @Test
    void shouldRunAThousandSessionsOnOneLoop() throws Exception {
        Files.write(root.resolve("f"), new byte[10_000]);
        try (Sluice server = Sluice.builder(root)
                        .ftp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .user("ann", "secret")
                        .maxSessions(2 * SESSIONS, 2 * SESSIONS)
                        .start();
                ClientLoop loop = ClientLoop.start("test client")) {
            List<FtpClient> clients = new ArrayList<>();
            List<CompletableFuture<?>> logins = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                FtpClient client = new FtpClient(loop, ClientOptions.DEFAULT);
                clients.add(client);
                logins.add(client.connect(server.ftpAddress()).thenCompose(hello -> client.login("ann", "secret")));
            }
            await(logins);
            int threads = Thread.activeCount();

            List<CompletableFuture<?>> transfers = new ArrayList<>();
            for (FtpClient client : clients) {
                for (int round = 0; round < 3; round++) {
                    transfers.add(client.retrieve("f", Sink.discarding(), TransferOptions.DEFAULT)
                            .thenAccept(result -> assertThat(result.bytes()).isEqualTo(10_000)));
                }
            }
            await(transfers);

            assertThat(clients).noneMatch(FtpClient::isClosed);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
            await(clients.stream().<CompletableFuture<?>>map(FtpClient::quit).toList());
        }
    }

    private static void await(List<CompletableFuture<?>> futures) throws Exception {
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(100, TimeUnit.SECONDS);
    }
}
