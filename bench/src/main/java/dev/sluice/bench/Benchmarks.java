package dev.sluice.bench;

import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks.
 *
 * <ul>
 *   <li>{@code java -jar benchmarks.jar}: all of them, as JMH does; its options apply, such as {@code -p size=1073741824 -p clients=1};
 *   <li>{@code … quick [FILE.json]}: a choice of parameters, in under 3 minutes;
 *   <li>{@code … plot FILE.json FILE.png}: draws results.
 * </ul>
 */
public final class Benchmarks {

    private static final String DEFAULT_RESULT = "benchmarks.json";

    private Benchmarks() {}

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        if (words.isEmpty()) {
            Main.main(new String[] {"-rf", "json", "-rff", DEFAULT_RESULT});
        } else if (words.get(0).equals("quick")) {
            new Runner(quick(words.size() > 1 ? words.get(1) : DEFAULT_RESULT)).run();
        } else if (words.get(0).equals("plot") && words.size() == 3) {
            BenchmarkPlot.draw(java.nio.file.Path.of(words.get(1)), java.nio.file.Path.of(words.get(2)));
        } else {
            Main.main(arguments);
        }
    }

    /** One short fork of each, with few parameters. */
    private static Options quick(String result) {
        return new OptionsBuilder()
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(500))
                .forks(1)
                .param("size", "1024", "1048576")
                .param("clients", "1", "100")
                .param("type", "I")
                .param("timers", "1000")
                .param("chunk", "65536", "1048576", "16777216")
                .resultFormat(ResultFormatType.JSON)
                .result(result)
                .build();
    }
}
