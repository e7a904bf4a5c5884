package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs for a moment, so that none is broken when somebody needs it. The figures mean nothing. */
@Timeout(120)
class BenchmarksTest {

    @TempDir
    Path folder;

    @Test
    void shouldRunEachBenchmarkAndDrawTheTransfers() throws Exception {
        Path json = folder.resolve("results.json");
        Options brief = new OptionsBuilder()
                .mode(Mode.Throughput)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(10))
                .forks(0)
                .param("size", "1000")
                .param("clients", "3")
                .param("timers", "10")
                .param("chunk", "65536")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString())
                .build();
        List<RunResult> results = List.copyOf(new Runner(brief).run());
        // Two transfers of two types by two architectures, five of the grammar, two of timers, two of chunks.
        assertThat(results).hasSize(17);
        List<BenchmarkPlot.Bar> bars = BenchmarkPlot.read(Files.readAllLines(json));
        assertThat(bars).hasSize(8).allSatisfy(bar -> {
            assertThat(bar.bytesPerSecond()).isPositive();
            assertThat(bar.parameters()).containsEntry("clients", "3");
        });
        Path plot = folder.resolve("plot.png");
        BenchmarkPlot.draw(json, plot);
        assertThat(Files.readAllBytes(plot)).startsWith(0x89, 'P', 'N', 'G');
    }
}
