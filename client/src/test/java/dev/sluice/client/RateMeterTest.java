package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.client.RateMeter.Sample;
import org.junit.jupiter.api.Test;

class RateMeterTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void shouldMeasureTheIntervalAndAverageOverAllSamplesAtFirst() {
        RateMeter meter = new RateMeter(0);

        // 1 MB in 10 ms, then nothing in 10 ms, then 4 MB in 20 ms
        Sample first = meter.sample(10 * MILLISECOND, 1_000_000).orElseThrow();
        Sample second = meter.sample(20 * MILLISECOND, 1_000_000).orElseThrow();
        Sample third = meter.sample(40 * MILLISECOND, 5_000_000).orElseThrow();

        assertThat(first).isEqualTo(new Sample(0.01, 1_000_000, 100, 100));
        assertThat(second).isEqualTo(new Sample(0.02, 1_000_000, 0, 50));
        assertThat(third).isEqualTo(new Sample(0.04, 5_000_000, 200, 125));
    }

    @Test
    void shouldAverageOverTheLastSixtySamples() {
        RateMeter meter = new RateMeter(0);
        Sample last = null;
        // Sample k of 1 to 200 moves k bytes in one microsecond: k MB/s.
        for (int k = 1; k <= 200; k++) {
            last = meter.sample(k * 1000L, k * (k + 1L) / 2).orElseThrow();
            int oldest = Math.max(1, k - RateMeter.WINDOW + 1);
            assertThat(last.rate()).isCloseTo(k, within(1e-6));
            assertThat(last.average()).as("average of %d to %d", oldest, k).isCloseTo((oldest + k) / 2.0, within(1e-6));
        }
        assertThat(last.average()).isCloseTo(170.5, within(1e-6)); // (141 + 200) / 2
    }

    @Test
    void shouldCountBytesOfAnEmptyIntervalInTheNext() {
        RateMeter meter = new RateMeter(Long.MAX_VALUE); // a clock that is about to wrap
        meter.sample(Long.MAX_VALUE + MILLISECOND, 1_000);

        assertThat(meter.sample(Long.MAX_VALUE + MILLISECOND, 2_000)).isEmpty();
        assertThat(meter.sample(Long.MAX_VALUE + 2 * MILLISECOND, 3_000)
                        .orElseThrow()
                        .rate())
                .isCloseTo(2, within(1e-9));
    }
}
