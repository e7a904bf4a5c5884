package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class RateLimitTest {

    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000 * MILLISECOND;

    private final SplittableRandom random = new SplittableRandom(1);

    /** Moves all that {@code limit} allows from {@code start} on, with the pauses that it asks for, and returns the bytes. */
    private long moveAll(RateLimit limit, long start, long nanos) {
        long moved = 0;
        for (long now = start; now - start < nanos; ) {
            long bytes = limit.allowance(now);
            limit.spend(bytes);
            moved += bytes;
            now += bytes > 0 ? MILLISECOND : limit.nanosToNext(random);
        }
        return moved;
    }

    @Test
    void shouldBeSharedEvenly() {
        RateLimit limit = RateLimit.of(1_000_000);
        long[] moved = new long[4];
        long[] wakesAt = new long[4];

        for (long now = 0; now < 20 * SECOND; now += MILLISECOND) {
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

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 1_000, 1_000_000, 10_000_000_000L})
    void shouldKeepToTheRate(long bytesPerSecond) {
        long slice = Math.max(1, bytesPerSecond / 20);

        long moved = moveAll(RateLimit.of(bytesPerSecond), Long.MAX_VALUE - 5 * SECOND, 100 * SECOND);

        assertThat(moved).isCloseTo(100 * bytesPerSecond, within(slice + 1));
    }

    @Test
    void shouldForgetWhatIsNotUsed() {
        RateLimit limit = RateLimit.of(1_000);
        limit.spend(limit.allowance(0));

        assertThat(limit.allowance(60 * SECOND)).isEqualTo(50);
    }

    @Test
    void shouldCatchUpWithASecondAtMostWhereItIsSteady() {
        RateLimit limit = RateLimit.steady(1_000_000);

        assertThat(limit.allowance(0)).isEqualTo(20_000);
        limit.spend(20_000);
        assertThat(limit.allowance(SECOND / 2)).isEqualTo(500_000);
        assertThat(limit.allowance(60 * SECOND)).isEqualTo(1_000_000);
        assertThat(moveAll(RateLimit.steady(1_000_000), 0, 10 * SECOND)).isCloseTo(10_000_000, within(20_000L));
    }

    @Test
    void shouldGiveNoCrumbs() {
        RateLimit limit = RateLimit.of(1_000_000);
        limit.spend(limit.allowance(0));

        assertThat(limit.allowance(12 * MILLISECOND)).isZero();
        assertThat(limit.allowance(13 * MILLISECOND)).isEqualTo(13_000);
    }

    @Test
    void shouldGiveNothingTwiceThoughTheClockGoesBackALittle() {
        RateLimit limit = RateLimit.of(1_000_000);
        limit.spend(limit.allowance(0));
        limit.spend(limit.allowance(20 * MILLISECOND));

        assertThat(limit.allowance(19 * MILLISECOND)).isZero();
        assertThat(limit.allowance(33 * MILLISECOND)).isEqualTo(13_000);
    }

    @Test
    void shouldPauseAtRandomButTheSameForTheSameSeed() {
        RateLimit limit = RateLimit.of(1_000_000);
        limit.spend(limit.allowance(0));

        List<Long> pauses =
                LongStream.range(0, 50).mapToObj(i -> limit.nanosToNext(random)).toList();

        assertThat(Set.copyOf(pauses)).hasSizeGreaterThan(40);
        assertThat(pauses).allMatch(pause -> pause >= 12 * MILLISECOND && pause <= 38 * MILLISECOND);
        assertThat(limit.nanosToNext(new SplittableRandom(3))).isEqualTo(limit.nanosToNext(new SplittableRandom(3)));
    }

    @Test
    void shouldLetEverythingPassWhereThereIsNone() {
        RateLimit.NONE.spend(Long.MAX_VALUE);

        assertThat(RateLimit.NONE.allowance(0)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void shouldRefuseARateAtWhichNothingMoves(long bytesPerSecond) {
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(bytesPerSecond));
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.steady(bytesPerSecond));
    }
}
