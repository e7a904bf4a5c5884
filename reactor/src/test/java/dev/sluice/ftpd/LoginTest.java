package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.HeldPool;
import dev.sluice.loop.ManualTicker;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Good and bad passwords, at a clock that the test moves, with a pool that the test holds. */
@Timeout(60)
class LoginTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration BAN = Duration.ofMinutes(5);
    private static final String FAILED = "Login failed: account=\"%s\" address=%s reason=wrong-name-or-password";

    private final HeldPool pool = new HeldPool();
    private final Capture log = new Capture("dev.sluice.login");

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.turned(
            pool,
            settings ->
                    settings.ftp(options -> options.timeouts(LONG, LONG, LONG)).banAfter(10, BAN));

    @BeforeEach
    void openPool() {
        pool.open();
    }

    @AfterEach
    void stop() throws IOException {
        pass(Duration.ofSeconds(30)); // for those who still wait
        log.close();
    }

    private Client client() throws IOException {
        Client client = fixture.client();
        client.answer().expect(220);
        return client;
    }

    /** Sends name and password; the reply to the latter is yet to come. */
    private void attempt(Client client, String name, String password) throws IOException {
        client.command("USER " + name).expect(331);
        client.send("PASS " + password);
        settle();
    }

    /** A wrong password that is judged at once, because nobody has tried any for so long. */
    private void fail(Client client, String name) throws IOException {
        pass(Duration.ofSeconds(8));
        attempt(client, name, "wrong");
        client.answer().expect(530);
    }

    /** Failures from our address, each on a connection of its own. */
    private void failTimes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try (Client client = client()) {
                fail(client, "name" + i);
            }
        }
    }

    private void settle() throws IOException {
        for (int i = 0; i < 5; i++) {
            fixture.loop().turn();
        }
    }

    private void pass(Duration time) throws IOException {
        settle();
        fixture.loop().advance(time);
        settle();
    }

    /** Whether the server has said something, or hung up. */
    private static boolean hears(Client client) throws IOException {
        return client.wire().channel().read(ByteBuffer.allocate(1)) != 0;
    }

    // ---- delays ----

    @Test
    void shouldJudgePasswordWhenItsDelayIsOver() throws IOException {
        Client client = client();
        attempt(client, "alice", "wrong");
        client.answer().expect(530);

        attempt(client, "alice", "secret");
        pass(Duration.ofMillis(249));
        assertThat(hears(client)).isFalse();
        pass(Duration.ofMillis(1));

        client.answer().expect(230);
    }

    @Test
    void shouldHoldNoThreadWhileItWaits() throws IOException {
        Client client = client();
        fail(client, "alice");
        client.send("USER alice", "PASS wrong", "NOOP");
        settle();
        attempt(client(), "alice", "secret");
        assertThat(pool.held()).isZero();
        fixture.login().command("NOOP").expect(200);

        pass(Duration.ofSeconds(1));
        client.answer().expect(331);
        client.answer().expect(530);
        client.answer().expect(200);
    }

    @Test
    void shouldNotMindClientsThatGoWhileTheyWait() throws IOException {
        failTimes(3);
        Client leaving = client();
        attempt(leaving, "alice", "wrong");
        leaving.send("QUIT");
        Client resetting = client();
        attempt(resetting, "alice", "wrong");
        resetting.wire().reset();
        pass(Duration.ofSeconds(8));
        leaving.answer().expect(530);
        leaving.answer().expect(221);
        leaving.expectEnd();
        pass(Duration.ofSeconds(8));
        fixture.await(usage -> usage.sessions() == 0);
    }

    @Test
    void shouldLetWhoWaitsGoWhenServerStops() throws IOException {
        try (ServerFixture own = ServerFixture.start()) {
            Client client = own.client();
            client.answer().expect(220);
            for (int i = 0; i < 3; i++) {
                client.command("USER alice").expect(331);
                client.command("PASS wrong").expect(530);
            }
            client.send("USER alice", "PASS secret"); // to be judged in a second
            client.answer().expect(331);
            own.await(usage -> usage.sessions() == 1);
            own.server().drain(Duration.ofSeconds(30));
            client.answer().expect(421);
            client.expectEnd();
            assertThat(own.server().stopped()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void shouldNotDelayGuestsNorGoodPasswords() throws IOException {
        for (int i = 0; i < 100; i++) {
            fixture.client().login("alice", "secret").command("QUIT").expect(221);
        }
        failTimes(3);
        fixture.login().command("QUIT").expect(221);
        fixture.client().login("alice", "secret");
    }

    @Test
    void shouldNotTellResultsOfParallelAttemptsBeforeTheirTurn() throws IOException {
        HeldPool hashing = new HeldPool();
        try (ServerFixture slow = ServerFixture.turn(new ManualTicker(), hashing, settings -> settings)) {
            List<Client> guessers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Client guesser = slow.client();
                guesser.answer().expect(220);
                guesser.command("USER alice").expect(331);
                guesser.send("PASS " + (i == 2 ? "secret" : "guess"));
                guessers.add(guesser);
            }
            while (hashing.held() < 20) {
                slow.loop().turn();
            }
            hashing.open();
            slow.loop().turn();

            guessers.get(0).answer().expect(530);
            for (Client refused : guessers.subList(8, 20)) {
                assertThat(refused.answer().expect(421).message()).isEqualTo("Too many attempts; try again later.");
                refused.expectEnd();
            }
            int[] millis = {250, 500, 1000, 2000, 4000, 8000, 8000};
            for (int i = 0; i < millis.length; i++) {
                slow.loop().advance(Duration.ofMillis(millis[i] - 1));
                slow.loop().turn();
                assertThat(hears(guessers.get(i + 1))).as("guess %d", i).isFalse();
                slow.loop().advance(Duration.ofMillis(1));
                guessers.get(i + 1).answer().expect(i == 1 ? 230 : 530);
            }
        }
    }

    // ---- the end of patience ----

    @Test
    void shouldHangUpAfterFiveWrongPasswords() throws IOException {
        Client guesser = client();
        for (int i = 0; i < 4; i++) {
            fail(guesser, "alice");
        }
        attempt(guesser, "alice", "wrong");
        pass(Duration.ofSeconds(8));
        guesser.answer().expect(421);
        guesser.expectEnd();
    }

    @Test
    void shouldBanAddressAfterTenFailures() throws IOException {
        Client member = fixture.login();
        Client early = client();
        failTimes(9);
        Client tenth = client();
        attempt(tenth, "name", "wrong");
        Client waiting = client();
        attempt(waiting, "alice", "secret");
        pass(Duration.ofSeconds(8));
        assertThat(tenth.answer().expect(421).message()).contains("too many wrong passwords");
        tenth.expectEnd();
        pass(Duration.ofSeconds(8));
        waiting.answer().expect(421);
        waiting.expectEnd();

        early.command("USER anonymous").expect(331);
        early.command("PASS guest@").expect(421);
        early.expectEnd();
        Client late = fixture.client();
        assertThat(late.answer().expect(421).message()).contains("too many wrong passwords");
        late.expectEnd();
        member.command("NOOP").expect(200);
        fixture.client(InetAddress.getByName("127.0.0.2")).answer().expect(220);

        pass(BAN);
        fixture.client().login("alice", "secret");
    }

    @Test
    void shouldLogBan() throws Exception {
        failTimes(9);
        for (int i = 0; i < 9; i++) {
            assertThat(log.next()).isEqualTo(FAILED, "name" + i, "127.0.0.1");
        }
        attempt(client(), "alice", "wrong");
        pass(Duration.ofSeconds(8));
        assertThat(log.next()).isEqualTo(FAILED, "alice", "127.0.0.1");
        assertThat(log.next()).isEqualTo("Address banned: address=127.0.0.1 failures=10 seconds=300");
        assertThat(log.others()).isEmpty();
    }

    @Test
    void shouldLogFailures() throws Exception {
        try (Client client = client()) {
            fail(client, "alice");
            assertThat(log.next()).isEqualTo(FAILED, "alice", "127.0.0.1");
            fail(client, "x\" address=1.2.3.4 reason=none \\ \u202e");
            assertThat(log.next()).isEqualTo(FAILED, "x\\x22 address=1.2.3.4 reason=none \\\\ \\u202E", "127.0.0.1");
            fail(client, "n".repeat(4000));
            assertThat(log.next()).isEqualTo(FAILED, "n".repeat(100), "127.0.0.1");
        }
        assertThat(log.others()).isEmpty();
    }
}
