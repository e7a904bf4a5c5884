package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Comparison.Measured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {

    @TempDir
    Path folder;

    private final Map<Scenario, Map<String, List<Measured>>> results = new LinkedHashMap<>();

    @Test
    void shouldShowMediansSpreadAndRatiosToTheBestPeer() {
        results.put(
                Scenario.ALL.get(0),
                Map.of(
                        "ours", List.of(run(300, 10), run(100, 30), run(200, 20)),
                        "slow", List.of(run(40, 4), run(60, 6)),
                        "fast", List.of(run(400, 40))));
        assertThat(new ComparisonReport(List.of("ours", "slow", "fast", "dead"), results).table())
                .contains("| scenario | | ours | slow | fast | dead | ours / best peer |")
                .contains("| noop-100 | per s | 200 [100-300] | 50.0 [40.0-60.0] | 400 | failed | 0.50 |")
                .contains("|  | us CPU | 20.0 [10.0-30.0] | 5.00 [4.00-6.00] | 40.0 | failed | 4.00 |");
    }

    @Test
    void shouldTakeLessMemoryForBetter() {
        Scenario memory = Scenario.ALL.get(Scenario.ALL.size() - 1);
        Measured large = new Measured(90, OptionalDouble.empty());
        Measured small = new Measured(30, OptionalDouble.empty());
        results.put(memory, Map.of("ours", List.of(small), "a", List.of(large), "b", List.of(small)));
        assertThat(new ComparisonReport(List.of("ours", "a", "b"), results).table())
                .contains("| idle-10000 | MB | 30.0 | 90.0 | 30.0 | 1.00 |")
                .doesNotContain("CPU");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 18})
    void shouldDraw(int scenarios) throws Exception {
        for (Scenario scenario : Scenario.ALL.subList(0, scenarios)) {
            results.put(scenario, Map.of("ours", List.of(run(1, 2))));
        }
        Path target = folder.resolve("charts.png");
        new ComparisonReport(List.of("ours", "dead"), results).draw(target);
        assertThat(Files.readAllBytes(target)).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void shouldReadTheLoadReport() {
        String json = "{\n  \"operationsPerSecond\": 1.5E4,\n  \"latency\": {\n    \"p99\": 12.5\n  }\n}";
        assertThat(Comparison.number(json, "operationsPerSecond")).isEqualTo(15_000);
        assertThat(Comparison.number(json, "p99")).isEqualTo(12.5);
        assertThat(Comparison.number(json, "bytes")).isNaN();
    }

    private static Measured run(double value, double cost) {
        return new Measured(value, OptionalDouble.of(cost));
    }
}
