package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.HeldPool;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that want more than their share, of memory above all: what they hold is bounded, and others are served. */
@Timeout(60)
class GreedyClientTest {

    private static final long MEMORY = 2 << 20;
    private static final int MOST_PER_SESSION = 80 * 1024;

    private final HeldPool pool = new HeldPool();

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.turned(pool, settings -> settings.memory(MEMORY));

    private Client bystander;

    @BeforeEach
    void start() throws IOException {
        fixture.file("file", "content");
        bystander = fixture.client(InetAddress.getByName("127.0.0.9")).login();
        pool.release(); // the sweep of stale parts
    }

    @AfterEach
    void stop() throws IOException {
        pool.open();
    }

    /** Sends {@code line} over and over until the server takes no more. */
    private void flood(Client client, String line) throws IOException {
        byte[] lines = (line + "\r\n").repeat(1000).getBytes(UTF_8);
        long sent = 0;
        int standstill = 0;
        while (standstill < 20) {
            int count = client.wire().tryWrite(lines);
            standstill = count == 0 ? standstill + 1 : 0;
            sent += count;
            assertThat(sent).as("bytes taken").isLessThan(50_000_000);
            fixture.loop().turn();
        }
    }

    @Test
    void shouldOweOneAnswerToAborAndNotReadOnWithoutRoom() throws IOException {
        long before = fixture.usage().borrowed();
        Client client = fixture.login();
        try (Wire data = client.passive()) {
            client.command("LIST").expect(150);
            fixture.loop().turnUntil(() -> pool.held() == 1);
            flood(client, "ABOR");
            assertThat(fixture.usage().unsent()).isZero();
            assertThat(fixture.usage().borrowed() - before).isLessThan(600_000);
            bystander.command("NOOP").expect(200);
            pool.open();
            client.answer().expect(426);
            assertThat(client.answer().expect(226).text()).contains("Transfer aborted");
            assertThat(client.answer().expect(226).text()).contains("No transfer to abort");
            assertThat(data.readToEnd()).isEmpty();
        }
    }

    @Test
    void shouldHoldLittleOfWhatHasToWait() throws IOException {
        for (String line : new String[] {"", "NOOP", "STAT", "x".repeat(4000)}) {
            long before = fixture.usage().borrowed();
            Client client = fixture.login();
            client.send("XCRC file");
            fixture.loop().turnUntil(() -> pool.held() == 1);
            flood(client, line);
            assertThat(fixture.usage().borrowed() - before).isLessThan(MOST_PER_SESSION);
            bystander.command("NOOP").expect(200);
            pool.release();
            client.answer().expect(250);
            for (int i = 0; i < 1000; i++) {
                client.answer();
            }
            client.close();
            fixture.await(usage -> usage.sessions() == 1);
        }
    }

    @Test
    void shouldHoldLittleForWhoDoesNotRead() throws IOException {
        for (String line : new String[] {"HELP", "FEAT", "STAT", "NOOP"}) {
            long before = fixture.usage().borrowed();
            Client client = fixture.client();
            flood(client, line);
            assertThat(fixture.usage().borrowed() - before).isLessThan(MOST_PER_SESSION);
            client.close();
            fixture.await(usage -> usage.sessions() == 1);
        }
    }

    @Test
    void shouldCountUnfinishedLines() throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Client client = fixture.client();
            client.write(new byte[4096]);
            clients.add(client);
            fixture.loop().turn();
        }
        assertThat(fixture.usage().borrowed()).isLessThanOrEqualTo(MEMORY / 2 + 10_000);
        bystander.command("NOOP").expect(200);
        assertThat(clients.get(499).answer().code()).isEqualTo(421);
    }

    @Test
    void shouldTurnAwayWhenThereIsNoMemoryAndLetOtherAddressesIn() throws IOException {
        Client last = fixture.client();
        int count = 1;
        while (last.answer().code() == 220) {
            last = fixture.client();
            count++;
        }
        assertThat(count).isBetween(50, 200);
        last.expectEnd();
        fixture.client(InetAddress.getByName("127.0.0.10")).login();
    }

    @Test
    void shouldSayWhenThereIsNoMemoryForATransfer() throws IOException {
        List<Wire> unread = new ArrayList<>();
        Client client;
        Client.Answer answer;
        do {
            client = fixture.login();
            unread.add(client.passive());
            client.send("LIST");
            client.answer().expect(150);
            fixture.loop().turn();
            answer = unread.size() < 4 ? null : client.answer();
        } while (answer == null);
        assertThat(answer.expect(425).text()).contains("memory");
        client.command("NOOP").expect(200);
        Client other = fixture.client(InetAddress.getByName("127.0.0.10")).login();
        pool.open();
        assertThat(other.fetchText("NLST")).contains("file");
        for (Wire data : unread) {
            data.close();
        }
    }

    @Test
    void shouldLimitTheLongWorkOfOneAddress() throws IOException {
        List<Client> hashing = new ArrayList<>();
        for (int i = 1; i <= 16; i++) {
            Client client = fixture.login();
            client.send("XCRC file");
            int held = i;
            fixture.loop().turnUntil(() -> pool.held() == held);
            hashing.add(client);
        }
        Client client = fixture.login();
        assertThat(client.command("XCRC file").expect(450).message()).contains("your address");
        client.command("NOOP").expect(200);
        bystander.send("XCRC file");
        fixture.loop().turnUntil(() -> pool.held() == 17);
        pool.open();
        bystander.answer().expect(250);
        for (Client each : hashing) {
            each.answer().expect(250);
        }
        client.command("XCRC file").expect(250);
    }

    @Test
    void shouldNotTellGuestsWhoIsAtAFile() throws IOException {
        Client ann = fixture.client();
        ann.answer().expect(220);
        ann.send("USER alice", "PASS secret");
        ann.answer().expect(331);
        fixture.loop().turnUntil(() -> pool.held() == 1);
        pool.open();
        ann.answer().expect(230);
        Wire data = ann.passive();
        try (data) {
            ann.command("STOR new").expect(150);
            Client guest = fixture.login();
            assertThat(guest.command("RETR new").expect(450).message()).doesNotContain("alice");
        }
        ann.answer().expect(226);
    }

    @Test
    void shouldNotBorrowForATransferThatHasNoConnection() throws IOException {
        long before = fixture.usage().borrowed();
        Client client = fixture.login();
        client.extendedPassivePort();
        client.command("LIST").expect(150);
        assertThat(fixture.usage().buffersLent()).isZero();
        assertThat(fixture.usage().borrowed() - before).isLessThan(10_000);
        client.command("ABOR").expect(426);
        client.answer().expect(226);
    }
}
