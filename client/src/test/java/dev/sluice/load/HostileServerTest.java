package dev.sluice.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.load.LoadPlan.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the load generator says of servers that stall, lie, refuse or vanish. */
@Timeout(60)
class HostileServerTest {

    private static final String EXTENDED = "229 Entering Extended Passive Mode (|||PORT|)";
    private static final Mix NOOP = Mix.of(new Workload.Noop());

    @Test
    void shouldShowAStallInTheOpenLoop() throws Exception {
        LoadResult result = stalling(Schedule.open(200, Duration.ofSeconds(3)));
        Histogram latencies = result.latencies();
        // 600 were due in 3 s, and a third of them in the second in which the server answered nobody.
        assertThat(latencies.getTotalCount()).isBetween(590L, 660L);
        assertThat(millis(latencies, 99)).isGreaterThan(850);
        assertThat(millis(latencies, 90)).isGreaterThan(500);
        assertThat(latencies.getCountBetweenValues(500_000_000L, 10_000_000_000L))
                .isGreaterThan(80);
        assertThat(result.tally().phases().get(Phase.WAITING).getMaxValue()).isGreaterThan(800_000_000L);
        assertThat(result.unserved()).isZero();
    }

    @Test
    void shouldHideTheSameStallInTheClosedLoopFromAllButOneOfEachSession() throws Exception {
        LoadResult result = stalling(Schedule.closed(Duration.ofSeconds(3)));
        assertThat(result.latencies().getCountBetweenValues(500_000_000L, 10_000_000_000L))
                .isBetween(1L, 4L);
    }

    /** Four sessions, and at the 201st command a second in which the server answers none of them. */
    private static LoadResult stalling(Schedule schedule) throws Exception {
        AtomicInteger commands = new AtomicInteger();
        Object turnstile = new Object();
        FakeServer.Script stall = (verb, line) -> {
            synchronized (turnstile) {
                if (verb.equals("NOOP") && commands.incrementAndGet() == 201) {
                    Thread.sleep(1000);
                }
                return FakeServer.politely(verb);
            }
        };
        try (FakeServer server = new FakeServer(stall)) {
            return run(LoadPlan.of(server.credentials(), NOOP, 4, schedule));
        }
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }

    @Test
    void shouldFindCorruption() throws Exception {
        AtomicInteger downloads = new AtomicInteger();
        FakeServer.Script script = new FakeServer.Script() {
            @Override
            public String answer(String verb, String line) {
                return switch (verb) {
                    case "SIZE" -> "213 1000";
                    case "EPSV" -> EXTENDED;
                    default -> FakeServer.politely(verb);
                };
            }

            @Override
            public byte[] content() {
                byte[] content = new byte[1000];
                content[999] = (byte) (downloads.incrementAndGet() % 10 == 0 ? 1 : 0);
                return content;
            }
        };
        try (FakeServer server = new FakeServer(script);
                Survey survey = Survey.of(server.credentials())) {
            LoadPlan plan = LoadPlan.of(
                            server.credentials(), Mix.of(Workload.parse("download", "film")), 3, Schedule.counted(100))
                    .withVerify();
            LoadResult result = run(survey.complete(plan));
            assertThat(result.tally().failures().keySet()).containsExactly(Failure.of(Failure.Kind.CORRUPT, "RETR"));
            assertThat(result.failed()).isEqualTo(10);
            assertThat(result.operations()).isEqualTo(90);
        }
    }

    @Test
    void shouldFindTruncation() throws Exception {
        Mix mix = Mix.of(new Workload.Download(
                "film", List.of(new RemoteFile("film", OptionalLong.of(1000), OptionalLong.empty()))));
        try (FakeServer server = new FakeServer(download(EXTENDED, 999))) {
            LoadResult result = run(LoadPlan.of(server.credentials(), mix, 2, Schedule.counted(10)));
            assertThat(result.tally().failures().keySet()).containsExactly(Failure.of(Failure.Kind.TRUNCATED, "RETR"));
            assertThat(result.failed()).isEqualTo(10);
        }
    }

    @Test
    void shouldFallBackToPasvAndIgnoreItsHost() throws Exception {
        Mix mix = Mix.of(new Workload.Download(
                "film", List.of(new RemoteFile("film", OptionalLong.of(1000), OptionalLong.empty()))));
        FakeServer.Script old = new FakeServer.Script() {
            @Override
            public String answer(String verb, String line) {
                return switch (verb) {
                    case "EPSV" -> "500 what?";
                    case "PASV" -> "227 Entering Passive Mode (10,1,2,3,HI,LO)";
                    default -> FakeServer.politely(verb);
                };
            }

            @Override
            public byte[] content() {
                return new byte[1000];
            }
        };
        try (FakeServer server = new FakeServer(old)) {
            LoadResult result = run(LoadPlan.of(server.credentials(), mix, 2, Schedule.counted(10)));
            assertThat(result.tally().failures()).isEmpty();
            assertThat(result.operations()).isEqualTo(10);
            assertThat(result.bytes()).isEqualTo(10_000);
        }
    }

    private static FakeServer.Script download(String passive, int bytes) {
        return new FakeServer.Script() {
            @Override
            public String answer(String verb, String line) {
                return verb.equals("EPSV") ? passive : FakeServer.politely(verb);
            }

            @Override
            public byte[] content() {
                return new byte[bytes];
            }
        };
    }

    @Test
    void shouldCountRefusalsByCommandAndCode() throws Exception {
        AtomicInteger commands = new AtomicInteger();
        FakeServer.Script moody = (verb, line) -> verb.equals("NOOP") && commands.incrementAndGet() % 4 == 0
                ? "450 not\u0007now"
                : FakeServer.politely(verb);
        try (FakeServer server = new FakeServer(moody)) {
            LoadResult result = run(LoadPlan.of(server.credentials(), NOOP, 3, Schedule.counted(40)));
            Failure refused = new Failure(Failure.Kind.REPLY, "NOOP", 450);
            assertThat(result.tally().failures()).containsOnlyKeys(refused);
            assertThat(result.tally().failures().get(refused).count()).isEqualTo(10);
            assertThat(result.operations()).isEqualTo(30);
            assertThat(TextReport.of(result)).contains("reply 450 (NOOP)").doesNotContain("\u0007");
            assertThat(JsonReport.of(result)).contains("\"code\": 450");
        }
    }

    @Test
    void shouldComeBackAfterALostConnection() throws Exception {
        AtomicInteger commands = new AtomicInteger();
        FakeServer.Script rude = (verb, line) ->
                verb.equals("NOOP") && commands.incrementAndGet() == 5 ? FakeServer.HANG_UP : FakeServer.politely(verb);
        try (FakeServer server = new FakeServer(rude)) {
            LoadResult result = run(LoadPlan.of(server.credentials(), NOOP, 1, Schedule.counted(20))
                    .withTimeout(Duration.ofSeconds(1)));
            assertThat(result.tally().failures().keySet()).containsExactly(Failure.of(Failure.Kind.LOST, "NOOP"));
            assertThat(result.operations()).isEqualTo(19);
        }
    }

    @Test
    void shouldNotWaitForeverForASilentServer() throws Exception {
        FakeServer.Script mute = (verb, line) -> verb.equals("NOOP") ? FakeServer.SILENCE : FakeServer.politely(verb);
        try (FakeServer server = new FakeServer(mute)) {
            LoadResult result = run(LoadPlan.of(server.credentials(), NOOP, 2, Schedule.counted(2))
                    .withTimeout(Duration.ofMillis(300)));
            assertThat(result.tally().failures().keySet()).containsExactly(Failure.of(Failure.Kind.TIMEOUT, "NOOP"));
        }
    }

    @Test
    void shouldReportARefusedLogin() throws Exception {
        FakeServer.Script strict = (verb, line) -> verb.equals("PASS") ? "530 no" : FakeServer.politely(verb);
        try (FakeServer server = new FakeServer(strict)) {
            LoadResult result =
                    run(LoadPlan.of(server.credentials(), Mix.of(new Workload.Login()), 2, Schedule.counted(2)));
            assertThat(result.tally().failures().keySet())
                    .containsExactly(new Failure(Failure.Kind.REPLY, "PASS", 530));
        }
    }

    @Test
    void shouldCallWhatIsNotFtpByItsName() throws Exception {
        FakeServer.Script web = (verb, line) -> verb.equals("NOOP") ? "HTTP/1.1 200 OK" : FakeServer.politely(verb);
        try (FakeServer server = new FakeServer(web)) {
            LoadResult result = run(LoadPlan.of(server.credentials(), NOOP, 1, Schedule.counted(1)));
            assertThat(result.tally().failures().keySet()).containsExactly(Failure.of(Failure.Kind.PROTOCOL, "NOOP"));
        }
    }

    private static LoadResult run(LoadPlan plan) throws Exception {
        return new LoadRun(plan, sample -> {}).call();
    }
}
