package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void shouldBeSharedEvenly() {
        RateLimit limit = RateLimit.of(1_000_000);
        SplittableRandom random = new SplittableRandom(1);
        long[] moved = new long[4];
        long[] wakesAt = new long[4];

        for (long now = 0; now < 20_000 * MILLISECOND; now += MILLISECOND) {
            for (int i = 0; i < moved.length; i++) {
                if (now >= wakesAt[i]) {
                    // A socket gives a little at a time; only who gets nothing pauses.
                    long bytes = Math.min(10_000, limit.allowance(now));
                    limit.spend(bytes);
                    moved[i] += bytes;
                    wakesAt[i] = bytes > 0 ? now : now + limit.nanosToNext(random);
                }
            }
        }

        // 20 s at 1 MB/s and what the full bucket held at first; each has its quarter, more or less.
        assertThat(Arrays.stream(moved).sum()).isBetween(19_900_000L, 20_060_000L);
        for (long bytes : moved) {
            assertThat(bytes).isBetween(3_500_000L, 6_500_000L);
        }
    }
}
