package dev.sluice.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixTest {

    @Test
    void shouldPickByWeight() {
        Mix mix = Mix.parse(List.of("1 noop", "3 login"));
        SplittableRandom random = new SplittableRandom(7);
        int[] picks = new int[2];
        for (int i = 0; i < 4000; i++) {
            picks[mix.pick(random)]++;
        }
        assertThat(picks[0]).isBetween(900, 1100);
        assertThat(mix).hasToString("1 noop, 3 login");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "x noop                     | line 2, 'x noop': a line begins with a weight",
                "0 noop                     | a weight, a whole number from 1 on, not '0'",
                "-3 noop                    | a weight, a whole number from 1 on, not '-3'",
                "5                          | a workload must follow the weight",
                "5 dance                    | there is no workload 'dance'; choose download",
                "5 download                 | download needs a path or glob",
                "5 upload huge              | 'huge' is no number of bytes",
                "5 upload 2KiB..1KiB        | from the smaller to the larger",
                "5 upload 1KiB..2KiB,normal | is no range of sizes",
                "5 noop now                 | noop takes no argument, but got 'now'",
                "5 idle                     | a mix cannot hold idle sessions",
                "2147483647 noop            | integer overflow"
            })
    void shouldSayWhatIsWrongWithALine(String line, String message) {
        assertThatThrownBy(() -> Mix.parse(List.of("1 login", line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining(message);
    }

    @Test
    void shouldNotBeEmpty() {
        assertThatThrownBy(() -> Mix.parse(List.of("# nothing", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no workload");
    }
}
