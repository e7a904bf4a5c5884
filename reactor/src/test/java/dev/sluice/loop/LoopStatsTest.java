package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class LoopStatsTest {

    private final LoopStats stats = new LoopStats();

    @ParameterizedTest
    @CsvSource({"0,0", "999,0", "1000,1", "1999,1", "2000,2", "3999,2", "4000,3", "1000000,10", "1024000,11"})
    void shouldCountATurnInTheBucketOfItsMicroseconds(long nanos, int bucket) {
        stats.turn(nanos);
        assertThat(stats.snapshot().lag().get(bucket)).isEqualTo(1);
        assertThat(stats.snapshot().lagMicros(1)).isEqualTo(1L << bucket).isGreaterThan(nanos / 1000);
    }

    @Test
    void shouldCountEvenAnEndlessTurn() {
        stats.turn(Long.MAX_VALUE);
        assertThat(stats.snapshot().lag()).endsWith(1L);
    }

    @Test
    void shouldFindTheShareOfTurns() {
        for (int i = 0; i < 99; i++) {
            stats.turn(500);
        }
        stats.turn(1_500_000);
        LoopStats.Snapshot snapshot = stats.snapshot();
        assertThat(snapshot.lagMicros(0.5)).isEqualTo(1);
        assertThat(snapshot.lagMicros(0.99)).isEqualTo(1);
        assertThat(snapshot.lagMicros(1)).isEqualTo(2048);
    }

    @Test
    void shouldForgetOnReset() {
        stats.turn(5_000);
        stats.handler("slow", 4_000);
        assertThat(stats.snapshot().longestName()).isEqualTo("slow");
        stats.reset();
        assertThat(stats.snapshot()).isEqualTo(new LoopStats().snapshot());
    }
}
