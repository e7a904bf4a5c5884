package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Outcome.Measured;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {

    private static final Setting SETTING =
            new Setting("bench/compare --rounds 3", "2 cores", Map.of("ours", "ours 1.0", "fast", "fast 2.0"));
    private static final Scenario NOOP = Scenario.ALL.get(0);
    private static final Scenario MEMORY = Scenario.ALL.get(Scenario.ALL.size() - 1);

    @TempDir
    Path folder;

    @Test
    void shouldShowMediansSpreadAndRatiosToTheBestPeer() {
        Results results = new Results(List.of("ours", "slow", "fast", "dead", "old"), Scenario.ALL);
        add(results, NOOP, "ours", run(300, 10), run(100, 30), run(200, 20));
        add(results, NOOP, "slow", run(40, 4), run(60, 6));
        add(results, NOOP, "fast", run(400, 40));
        add(results, NOOP, "dead", new Outcome.Failed("no route"));
        add(results, NOOP, "old", new Outcome.Unsupported());
        assertThat(new ComparisonReport(results, SETTING).text())
                .contains("| scenario | | ours | slow | fast | dead | old | ours / best peer |")
                .contains(
                        "| NOOP, 100 sessions | per s | 200 [100–300] | 50.0 [40.0–60.0] | **400** | failed | – | 0.50 |")
                .contains("|  | us CPU | 20.0 [10.0–30.0] | **5.00** [4.00–6.00] | 40.0 | failed | – | 4.00 |")
                .contains("NOOP, 100 sessions, dead: a round failed, no route.")
                .contains("Made by `bench/compare --rounds 3` on 2 cores.");
    }

    @Test
    void shouldTakeLessMemoryForBetter() {
        Results results = new Results(List.of("ours", "a", "b"), Scenario.ALL);
        Measured small = new Measured(30, OptionalDouble.empty(), 0);
        add(results, MEMORY, "ours", small);
        add(results, MEMORY, "a", new Measured(90, OptionalDouble.empty(), 0));
        add(results, MEMORY, "b", small);
        assertThat(new ComparisonReport(results, SETTING).table())
                .contains("| memory, 10 000 idle sessions | MB | **30.0** | 90.0 | **30.0** | 1.00 |")
                .doesNotContain("CPU");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 18})
    void shouldWriteATableAndItsPictures(int scenarios) throws Exception {
        Results results = new Results(List.of("ours", "dead"), Scenario.ALL);
        for (Scenario scenario : Scenario.ALL.subList(0, scenarios)) {
            add(results, scenario, "ours", run(1, 2));
        }
        new ComparisonReport(results, SETTING).write(folder);
        String text = Files.readString(folder.resolve("comparison.md"));
        for (ComparisonChart chart : ComparisonChart.of(results, SETTING)) {
            String name = "img/comparison-" + chart.name() + ".png";
            assertThat(text).contains("](" + name + ")");
            assertThat(ImageIO.read(folder.resolve(name).toFile()).getWidth()).isPositive();
        }
        assertThat(ComparisonChart.of(results, SETTING).isEmpty()).isEqualTo(scenarios == 0);
    }

    @Test
    void shouldSayHowLongItStillTakes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Progress progress = new Progress(600, new PrintStream(out, true, StandardCharsets.UTF_8));
        progress.begin();
        progress.spend(12);
        assertThat(progress.secondsLeft()).isEqualTo(588);
        progress.spend(300);
        assertThat(progress.secondsLeft()).isLessThan(588);
        progress.say("round 1", "ours", NOOP, run(200, 4));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("about 10 min")
                .contains("noop-100")
                .contains("200 per s, 4.00 us CPU");
    }

    @Test
    void shouldReadTheLoadReport() {
        String json = "{\n  \"operationsPerSecond\": 1.5E4,\n  \"latency\": {\n    \"p99\": 12.5\n  }\n}";
        assertThat(Probe.number(json, "operationsPerSecond")).isEqualTo(15_000);
        assertThat(Probe.number(json, "p99")).isEqualTo(12.5);
        assertThat(Probe.number(json, "bytes")).isNaN();
        assertThat(Probe.sessions("    1.0 s   1000 sessions         0 ops/s")).isEqualTo(1000);
    }

    private static void add(Results results, Scenario scenario, String server, Outcome... outcomes) {
        Arrays.stream(outcomes).forEach(outcome -> results.add(scenario, server, outcome));
    }

    private static Measured run(double value, double cost) {
        return new Measured(value, OptionalDouble.of(cost), 0);
    }
}
