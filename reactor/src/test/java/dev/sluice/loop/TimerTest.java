package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers on a loop whose clock is moved by hand. */
@Timeout(20)
class TimerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> fired = new ArrayList<>();
    private TurnedLoop turned;

    @AfterEach
    void closeAndCheckForLeaks() {
        turned.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 500_000_000, Long.MAX_VALUE, Long.MIN_VALUE, -500_000_000})
    void shouldFireInOrderOfDeadlineWhereverTheClockStarts(long start) throws IOException {
        open(start);
        timer("late").fireAfter(SECOND.toNanos() * 2);
        timer("soon").fireAfter(SECOND.toNanos());
        timer("sooner").fireAfter(SECOND.toNanos() - 1);
        turned.turn();
        assertThat(fired).isEmpty();
        turned.advance(SECOND);
        assertThat(fired).containsExactly("sooner", "soon");
        turned.advance(SECOND);
        turned.advance(SECOND);
        assertThat(fired).containsExactly("sooner", "soon", "late");
    }

    @Test
    void shouldFireOncePerArming() throws IOException {
        open(0);
        Timer timer = timer("timer");
        assertThat(timer.isArmed()).isFalse();
        for (int i = 1; i <= 3; i++) {
            timer.fireAfter(SECOND.toNanos());
            assertThat(timer.isArmed()).isTrue();
            turned.advance(SECOND);
            turned.advance(SECOND);
            assertThat(timer.isArmed()).isFalse();
            assertThat(fired).hasSize(i);
        }
    }

    @Test
    void shouldMoveAnArmedTimerEitherWay() throws IOException {
        open(0);
        Timer timer = timer("timer");
        timer.fireAfter(SECOND.toNanos());
        timer.fireAfter(SECOND.toNanos() * 3);
        turned.advance(SECOND);
        assertThat(fired).isEmpty();
        timer.fireAfter(SECOND.toNanos());
        turned.advance(SECOND);
        assertThat(fired).containsExactly("timer");
    }

    @Test
    void shouldOnlyBringForwardWhatMustFireWithin() throws IOException {
        open(0);
        Timer timer = timer("timer");
        timer.fireWithin(SECOND.toNanos() * 2);
        timer.fireWithin(SECOND.toNanos());
        timer.fireWithin(SECOND.toNanos() * 3);
        turned.advance(SECOND);
        assertThat(fired).containsExactly("timer");
    }

    @Test
    void shouldNotFireWhenCancelledEvenByATimerOfTheSameTurn() throws IOException {
        open(0);
        Timer victim = timer("victim");
        turned.loop().timer("killer", victim::cancel).fireAfter(1);
        victim.fireAfter(2);
        turned.advance(SECOND);
        assertThat(fired).isEmpty();
        victim.cancel();
        assertThat(victim.isArmed()).isFalse();
    }

    @Test
    void shouldReArmLazilyWhileThereIsActivity() throws IOException {
        open(0);
        Idle idle = new Idle();
        for (int i = 0; i < 10; i++) {
            turned.advance(SECOND);
            idle.activity = turned.loop().now();
        }
        assertThat(fired).isEmpty();
        assertThat(idle.wakeUps)
                .as("one for each three seconds, whatever the activity")
                .isEqualTo(4);
        turned.advance(SECOND);
        turned.advance(SECOND);
        assertThat(fired).isEmpty();
        turned.advance(SECOND);
        assertThat(fired).containsExactly("idle");
    }

    @Test
    void shouldLetTheTurnEndWhenATimerReArmsItselfForNow() throws IOException {
        open(0);
        Timer[] eager = new Timer[1];
        eager[0] = turned.loop().timer("eager", () -> {
            fired.add("eager");
            assertThat(fired).as("firings in one turn").hasSize(1);
            eager[0].fireAfter(0);
        });
        eager[0].fireAfter(0);
        turned.advance(SECOND);
        assertThat(fired).containsExactly("eager");
    }

    @Test
    void shouldNotLetATimerForEverHoldUpAnother() throws IOException {
        open(0);
        timer("soon").fireAfter(SECOND.toNanos());
        turned.turn();
        turned.loop().execute(() -> timer("never").fireAfter(Long.MAX_VALUE));
        turned.advance(SECOND.multipliedBy(2));
        assertThat(fired).containsExactly("soon");
    }

    @Test
    void shouldSleepNoLongerThanToTheNextTimer() throws IOException {
        open(0);
        long start = System.nanoTime();
        try (EventLoop real = EventLoop.open("real", Ticker.SYSTEM, (task, cause) -> {})) {
            real.timer("timer", () -> fired.add("timer"))
                    .fireAfter(Duration.ofMillis(20).toNanos());
            int turns = 0;
            for (; fired.isEmpty(); turns++) {
                real.runOnce(Long.MAX_VALUE);
            }
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
            assertThat(turns).isLessThanOrEqualTo(2);
        }
    }

    private void open(long start) throws IOException {
        turned = new TurnedLoop(new ManualTicker(start));
    }

    private Timer timer(String name) {
        return turned.loop().timer(name, () -> fired.add(name));
    }

    /** An idle timeout as endpoints write it. */
    private final class Idle {
        private static final long LIMIT = 3_000_000_000L;
        private final Timer timer = turned.loop().timer("idle", this::check);
        private long activity;
        private int wakeUps;

        Idle() {
            timer.fireAfter(LIMIT);
        }

        private void check() {
            wakeUps++;
            long left = activity + LIMIT - turned.loop().now();
            if (left > 0) {
                timer.fireAfter(left);
            } else {
                fired.add("idle");
            }
        }
    }
}
