package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One slow call gives a file to the pool, and several fast ones in a row give it back. */
@Timeout(10)
class DiskPaceTest {

    private static final long SLOW = 20;
    private static final int CALLS = 3;

    private final DiskPace pace = new DiskPace(SLOW, CALLS);

    @Test
    void shouldTakeTheDiskForFastUntilACallIsSlow() {
        assertThat(pace.isFast()).isTrue();
        pace.tookOnLoop(SLOW);
        assertThat(pace.isFast()).isTrue();
        pace.tookOnLoop(SLOW + 1);
        assertThat(pace.isFast()).isFalse();
    }

    @Test
    void shouldComeBackAfterFastCallsInARow() {
        pace.tookOnLoop(SLOW + 1);
        for (int call = 1; call < CALLS; call++) {
            pace.tookOnPool(SLOW);
            assertThat(pace.isFast()).isFalse();
        }
        pace.tookOnPool(SLOW);
        assertThat(pace.isFast()).isTrue();
    }

    @Test
    void shouldBeginToCountAnewAfterEverySlowCall() {
        pace.tookOnLoop(SLOW + 1);
        pace.tookOnPool(0);
        pace.tookOnPool(0);
        pace.tookOnPool(SLOW + 1);
        pace.tookOnPool(0);
        pace.tookOnPool(0);
        assertThat(pace.isFast()).isFalse();
        pace.tookOnPool(0);
        assertThat(pace.isFast()).isTrue();
    }

    @Test
    void shouldLeaveTheLoopAgainAsEasilyAsTheFirstTime() {
        pace.tookOnLoop(SLOW + 1);
        for (int call = 0; call < CALLS; call++) {
            pace.tookOnPool(0);
        }
        pace.tookOnLoop(SLOW + 1);
        pace.tookOnPool(0);
        assertThat(pace.isFast()).isFalse();
    }

    @Test
    void shouldStayOnThePoolWhereNoLoopMayWait() {
        DiskPace remote = DiskPace.poolOnly();
        for (int call = 0; call < 1000; call++) {
            remote.tookOnPool(0);
        }
        assertThat(remote.isFast()).isFalse();
    }
}
