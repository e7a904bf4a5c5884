package dev.sluice.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.client.Credentials;
import dev.sluice.load.LoadPlan.Schedule;
import dev.sluice.load.LoadResult.Own;
import dev.sluice.load.LoadResult.Spread;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TextReportTest {

    private static final Own RESTED = new Own(0.5, 0.5, 100, 1_000_000, "load session");

    @Test
    void shouldSayWhenTheLoadGeneratorWasSaturated() {
        assertThat(TextReport.of(result(0, RESTED, 0))).doesNotContain("note:");
        Own saturated = new Own(0.95, 0.95, 100, 1_000_000, "load session");
        assertThat(TextReport.of(result(0, saturated, 0)))
                .contains("note: the load generator was saturated (95 % busy)");
        assertThat(JsonReport.of(result(0, saturated, 0))).contains("\"saturated\": true");
    }

    @Test
    void shouldSayWhatThePercentilesLack() {
        assertThat(TextReport.of(result(7, RESTED, 0))).contains("7 operations were due and never begun");
        assertThat(TextReport.of(result(0, RESTED, 3_000_000_000L)))
                .contains("2 operations were under way at the end")
                .contains("the oldest for 3.00 s");
    }

    @Test
    void shouldShowOperationsAndPhases() {
        String text = TextReport.of(result(0, RESTED, 0));
        assertThat(text)
                .contains("server: 0.00 s CPU, 500.0 us per operation\n")
                .containsPattern("noop +2 +1\\.0 +0\\.0 +1\\.00 ms +3\\.00 ms")
                .containsPattern("login +1 +5\\.00 ms");
    }

    private static LoadResult result(long unserved, Own own, long oldest) {
        LoadPlan plan = LoadPlan.of(
                new Credentials(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2121), "ann", "secret"),
                Mix.of(new Workload.Noop()),
                3,
                Schedule.closed(Duration.ofSeconds(2)));
        Tally tally = new Tally(1);
        tally.begin(true);
        tally.operation(0, 1_000_000);
        tally.operation(0, 3_000_000);
        tally.phase(Phase.LOGIN, 5_000_000);
        Spread spread = Spread.of(new long[] {1, 2, 3});
        return new LoadResult(
                plan, 2, 3, tally, List.of(), spread, spread, unserved, 2, oldest, OptionalDouble.of(0.001), own);
    }
}
