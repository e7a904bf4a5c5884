package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose process may have few files and sockets open, and more clients than that. */
@Timeout(60)
class DescriptorLimitTest {

    private static final int DESCRIPTORS = 100;
    private static final Duration WATCHED = Duration.ofSeconds(1);

    @TempDir
    private Path root;

    @TempDir
    private Path elsewhere;

    private final List<Client> clients = new ArrayList<>();
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell to lower the limit");
        Files.writeString(root.resolve("file"), "content");
        server = ServerProcess.withDescriptors(DESCRIPTORS, packed(), root);
    }

    @AfterEach
    void stop() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** The class path with every folder in a jar, as it is for users: a jar stays open, a folder needs a descriptor per class. */
    private String packed() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Files.isDirectory(Path.of(entry)) ? pack(entry, entries.size()) : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    private String pack(String folder, int number) {
        String jar = elsewhere.resolve(number + ".jar").toString();
        int status = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--no-compress", "--file", jar, "-C", folder, ".");
        assertThat(status).isZero();
        return jar;
    }

    /** Connects clients until one is not greeted any more, and returns that one. */
    private Client exhaust() throws IOException {
        while (true) {
            Client client = server.client();
            clients.add(client);
            if (!hears(client, WATCHED)) {
                return client;
            }
            client.login().command("TYPE I").expect(200);
            assertThat(clients).hasSizeLessThan(DESCRIPTORS);
        }
    }

    /** Whether something comes for {@code client} within {@code time}. */
    private static boolean hears(Client client, Duration time) throws IOException {
        try (Selector selector = Selector.open()) {
            client.wire().channel().register(selector, SelectionKey.OP_READ);
            return selector.select(time.toMillis()) > 0;
        }
    }

    private static void isServed(Client client) throws IOException {
        assertThat(client.fetchText("RETR file")).isEqualTo("content");
        client.put("STOR new", "content").expect(226);
    }

    @Test
    void shouldRefuseWhatItCannotServeAndRecover() throws IOException {
        Client first = server.login();
        clients.add(first);

        Client waiting = exhaust();
        first.command("NOOP").expect(200);
        assertThat(first.command("EPSV").code()).isIn(229, 425);
        first.command("ABOR").expect(226);
        for (String command : new String[] {"MLSD", "RETR file", "STOR new"}) {
            // 450 before the 150, and 451 after it, where RFC 959 §5.4 knows no 450.
            assertThat(refusal(first, command)).as(command).isIn(425, command.equals("MLSD") ? 451 : 450);
            first.command("NOOP").expect(200);
        }

        for (Client client : clients.subList(1, clients.size() / 2)) {
            client.command("QUIT").expect(221);
            client.close();
        }
        waiting.login().command("TYPE I").expect(200);
        for (Client client : Arrays.asList(first, waiting, clients.get(clients.size() - 2))) {
            isServed(client);
        }
        clients.add(server.login());
    }

    /** The code with which a command ends that needs a descriptor, over an active data connection. */
    private static int refusal(Client client, String command) throws IOException {
        try (var listener = client.listen()) {
            client.command(Client.portCommand(listener)).expect(200);
            Client.Answer answer = client.command(command);
            return answer.code() == 150 ? client.answer().code() : answer.code();
        }
    }

    @Test
    void shouldNotTurnInCirclesWhileClientsWaitToBeAccepted() throws IOException {
        Client waiting = exhaust();
        long before = server.turns();

        assertThat(hears(waiting, WATCHED)).isFalse();

        assertThat(server.turns() - before)
                .as("turns in %s: ten rests of the acceptor, or little more", WATCHED)
                .isLessThan(100);
    }
}
