package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sluice.loop.ManualTicker;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits on sessions, and the graceful end of a server. */
@Timeout(60)
class DrainTest {

    private static final int BIG = 64 << 20;
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void shouldTurnAwayBeyondTheLimitAndAdmitAgain() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.maxSessions(2, 2))) {
            Client first = fixture.login();
            fixture.login();
            Client third = fixture.client();
            assertThat(third.answer().expect(421).text()).contains("too many sessions");
            third.expectEnd();
            first.command("QUIT").expect(221);
            first.close();
            fixture.await(usage -> usage.sessions() <= 2);
            fixture.login();
        }
    }

    @Test
    void shouldAnswerNewcomersAtOnceHoweverManyWereTurnedAway() throws IOException {
        // The clock stands still: nobody is let in because somebody else's time is up.
        try (ServerFixture fixture = ServerFixture.turn(settings -> settings.maxSessions(1, 1))) {
            Client first = fixture.login();
            for (int i = 0; i < 200; i++) {
                fixture.client(); // and never closes, nor reads
            }
            Client newcomer = fixture.client();
            newcomer.answer().expect(421);
            newcomer.expectEnd();
            assertThat(fixture.usage().sessions()).isEqualTo(1);

            first.command("QUIT").expect(221);
            first.close();
            fixture.await(usage -> usage.sessions() == 0);
            fixture.login();
        }
    }

    @Test
    void shouldNotFillTheLogWithThoseTurnedAway() throws Exception {
        ManualTicker ticker = new ManualTicker();
        try (Capture log = new Capture("dev.sluice.server.Door");
                ServerFixture fixture =
                        ServerFixture.turn(ticker, Runnable::run, settings -> settings.maxSessions(1, 1))) {
            fixture.login();
            for (int i = 0; i < 10; i++) {
                fixture.client().answer().expect(421);
            }
            assertThat(log.others()).hasSize(1);
            assertThat(log.next()).isEqualTo("Turned away 127.0.0.1: There are too many sessions; try again later.");

            ticker.advance(Duration.ofSeconds(1));
            fixture.client().answer().expect(421);
            assertThat(log.next()).endsWith("try again later. (and 9 more before)");
        }
    }

    @Test
    void shouldLimitSessionsOfOneAddress() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.maxSessions(10, 1))) {
            fixture.login();
            assertThat(fixture.client().answer().expect(421).text()).contains("from your address");
            fixture.client(InetAddress.getByName("127.0.0.2")).login();
        }
    }

    @Test
    void shouldLetTransferFinishAndSendIdleClientsAway() throws IOException {
        try (ServerFixture fixture = ServerFixture.start()) {
            fixture.zeros("big", BIG);
            Client idle = fixture.login();
            Client busy = fixture.login();
            try (Wire data = busy.passive()) {
                busy.command("RETR big").expect(150);
                fixture.server().drain(LONG);
                idle.answer().expect(421);
                idle.expectEnd();
                assertThat(data.readToEnd()).hasSize(BIG);
                assertThatIOException().isThrownBy(fixture::client);
                busy.answer().expect(226);
                busy.answer().expect(421);
                busy.expectEnd();
            }
            idle.close();
            busy.close();
            fixture.server().stopped().join();
        }
    }

    @Test
    void shouldBreakOffWhatIsNotDoneByTheDeadline() throws IOException {
        try (ServerFixture fixture = ServerFixture.start()) {
            fixture.file("file", "old");
            Client busy = fixture.login();
            try (Wire data = busy.passive()) {
                busy.command("STOR file").expect(150);
                fixture.server().drain(Duration.ofMillis(20));
                fixture.server().stopped().join();
                assertThat(data.readToEnd()).isEmpty();
            }
            assertThat(fixture.text("file")).isEqualTo("old");
        }
    }
}
