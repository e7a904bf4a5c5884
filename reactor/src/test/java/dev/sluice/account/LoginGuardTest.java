package dev.sluice.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.AddressGroup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long who waits, by a clock that the test moves. */
class LoginGuardTest {

    private static final Duration MEMORY = Duration.ofMinutes(10);
    private static final Duration BAN = Duration.ofMinutes(3);

    private final LoginGuard guard = new LoginGuard(10, BAN);
    private final InetAddress home = address("192.0.2.1");
    private final InetAddress elsewhere = address("198.51.100.7");
    private long now = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos(); // so that readings wrap around

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static InetAddress stranger(int number) {
        return address("10." + (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** Milliseconds to wait for the next slot, which is taken; -1 when there is none. */
    private long reserve(InetAddress from, String account) {
        OptionalLong wait = guard.reserve(from, account, now);
        return wait.isPresent() ? Duration.ofNanos(wait.getAsLong()).toMillis() : -1;
    }

    private void fail(InetAddress from, String account) {
        guard.failed(from, account, now);
    }

    /** Waits for a slot and fails then; the milliseconds waited. */
    private long guess(InetAddress from, String account) {
        long wait = reserve(from, account);
        pass(Duration.ofMillis(wait));
        fail(from, account);
        return wait;
    }

    private List<Long> reserveAll(int count, InetAddress from, String account) {
        return Stream.generate(() -> reserve(from, account)).limit(count).toList();
    }

    // ---- delays ----

    @Test
    void shouldNotDelayWhoHasNotFailed() {
        fail(elsewhere, "ann");
        assertThat(reserveAll(1000, home, "bob")).containsOnly(0L);
    }

    @Test
    void shouldDelayAddressMoreWithEachFailure() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            waits.add(guess(home, "account" + i));
        }
        assertThat(waits).containsExactly(0L, 250L, 500L, 1000L, 2000L, 4000L, 8000L, 8000L, 8000L);
    }

    @Test
    void shouldDelayAccountMoreWithEachFailureButLess() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waits.add(guess(stranger(i), "ann"));
        }
        assertThat(waits).containsExactly(0L, 250L, 500L, 1000L, 2000L, 2000L, 2000L, 2000L);
    }

    @Test
    void shouldCountDelayFromLastAttempt() {
        guess(home, "ann");
        guess(home, "ann");
        pass(Duration.ofMillis(400));
        assertThat(reserve(home, "ann")).isEqualTo(100);
        pass(Duration.ofSeconds(60));
        assertThat(reserve(home, "ann")).isZero();
    }

    @Test
    void shouldLetParallelAttemptsWaitInLine() {
        fail(home, "ann");
        assertThat(reserveAll(10, home, "ann"))
                .containsExactly(250L, 750L, 1750L, 3750L, 7750L, 15_750L, 23_750L, -1L, -1L, -1L);
        pass(Duration.ofMillis(1750));
        assertThat(reserveAll(2, home, "bob")).containsExactly(26_000L, -1L);
    }

    @Test
    void shouldLetParallelAttemptsAtAccountWaitInLine() {
        fail(stranger(0), "ann");
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            waits.add(reserve(stranger(i), "ann"));
        }
        assertThat(waits).startsWith(250L, 750L, 1750L, 3750L, 5000L, 5000L);
        assertThat(waits.get(19))
                .as("others may fill the line, and the owner is let in all the same")
                .isEqualTo(5000L);
        assertThat(reserve(stranger(1), "bob")).isZero();
    }

    @Test
    void shouldNotLetOneAddressHoldUpAccountForOthers() {
        fail(elsewhere, "ann");
        assertThat(reserveAll(100, elsewhere, "ann")).contains(23_750L, -1L);
        assertThat(reserve(home, "ann")).isBetween(1L, 14_000L);
        pass(Duration.ofSeconds(14));
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(1));
            reserve(elsewhere, "ann");
        }
        assertThat(reserve(home, "ann")).isBetween(0L, 2000L);
    }

    @Test
    void shouldForgetFailures() {
        guess(home, "ann");
        pass(Duration.ofMinutes(4));
        guess(home, "ann");
        pass(Duration.ofMinutes(6));
        assertThat(guard.failures(home, "bob", now)).isEqualTo(1);
        pass(Duration.ofMinutes(4));
        assertThat(guard.failures(home, "ann", now)).isZero();
        assertThat(reserveAll(10, home, "ann")).containsOnly(0L);
    }

    // ---- good logins ----

    @Test
    void shouldForgiveSlipsOfWhoLogsIn() {
        guess(home, "ann");
        guess(home, "ann");
        guess(home, "bob");
        assertThat(guard.failures(home, "ann", now)).isEqualTo(5);
        guard.succeeded(home, "ann", now);
        assertThat(guard.failures(home, "ann", now)).isZero();
        assertThat(guard.failures(elsewhere, "ann", now)).isZero();
        assertThat(guard.failures(home, "bob", now)).as("from home, and at bob").isEqualTo(2);
    }

    @Test
    void shouldNotMakeGuessingAtOthersCheaperByOwnLogins() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            reserve(home, "mallory");
            guard.succeeded(home, "mallory", now);
            waits.add(guess(home, "ann"));
        }
        assertThat(waits).containsExactly(0L, 250L, 500L, 1000L, 2000L, 4000L, 8000L);
    }

    @Test
    void shouldNotDelayOwnerAtHomeForWhatOthersDo() {
        guard.succeeded(home, "ann", now);
        for (int i = 0; i < 100; i++) {
            guess(stranger(i), "ann");
            fail(home, "bob");
        }
        assertThat(reserveAll(10, home, "ann")).containsOnly(0L);
        assertThat(guard.failures(home, "ann", now)).isZero();
        assertThat(reserve(elsewhere, "ann")).isBetween(1L, 2000L);
        pass(Duration.ofDays(1));
        fail(home, "bob");
        assertThat(reserve(home, "ann")).as("home is forgotten").isEqualTo(250);
    }

    @Test
    void shouldDelayWhoGuessesAtOwnersHome() {
        guard.succeeded(home, "ann", now);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waits.add(guess(home, "ann"));
        }
        assertThat(waits).containsExactly(0L, 250L, 500L, 1000L);
    }

    // ---- bans ----

    @Test
    void shouldBanAfterTenFailures() {
        for (int i = 1; i < 10; i++) {
            assertThat(guard.failed(home, "ann", now)).isEmpty();
            assertThat(guard.banned(home, now)).isEmpty();
        }
        assertThat(guard.failed(home, "ann", now)).hasValue(AddressGroup.of(home));
        assertThat(guard.banned(home, now)).isPresent();
        assertThat(guard.banned(elsewhere, now)).isEmpty();
        pass(BAN.minusNanos(1));
        assertThat(guard.banned(home, now)).isPresent();
        pass(Duration.ofNanos(1));
        assertThat(guard.banned(home, now)).isEmpty();
    }

    @Test
    void shouldNotBanForFailuresOfLongAgo() {
        for (int i = 0; i < 100; i++) {
            assertThat(guard.failed(home, "ann", now)).isEmpty();
            pass(MEMORY.dividedBy(9).plusNanos(1));
        }
    }

    @Test
    void shouldNotBanWhenToldNot() {
        LoginGuard lenient = new LoginGuard(0, BAN);
        for (int i = 0; i < 1000; i++) {
            assertThat(lenient.failed(home, "ann", now)).isEmpty();
        }
        assertThat(lenient.banned(home, now)).isEmpty();
        assertThat(Duration.ofNanos(lenient.reserve(home, "ann", now).orElseThrow()))
                .isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void shouldBeAbleToBanAfterMostFailuresThatCanBeAskedFor() {
        LoginGuard patient = new LoginGuard(LoginGuard.MOST_BAN_AFTER, BAN);
        for (int i = 1; i < LoginGuard.MOST_BAN_AFTER; i++) {
            now += patient.reserve(home, "ann", now).orElseThrow();
            assertThat(patient.failed(home, "ann", now)).isEmpty();
        }
        now += patient.reserve(home, "ann", now).orElseThrow();
        assertThat(patient.failed(home, "ann", now)).isPresent();
    }

    // ---- addresses and names ----

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"})
    void shouldTakeNetworkOfOneCustomerForOneAddress(String neighbour) {
        InetAddress first = address("2001:db8:1:2:3:4:5:6");
        for (int i = 0; i < 10; i++) {
            fail(first, "ann");
        }
        assertThat(guard.banned(address(neighbour), now)).isPresent();
        assertThat(reserve(address(neighbour), "bob")).isEqualTo(8000);
        assertThat(guard.banned(address("2001:db8:1:3::1"), now)).isEmpty();
        assertThat(guard.failed(first, "ann", now)).hasValue(AddressGroup.of(first));
    }

    @Test
    void shouldNotKeepLongNames() {
        String name = "n".repeat(4000);
        assertThat(LoginGuard.shorten(name)).hasSize(100);
        fail(elsewhere, name);
        assertThat(reserve(home, name)).isEqualTo(250);
    }

    @Test
    void shouldForgetOldestOfTooMany() {
        for (int i = 0; i < 10; i++) {
            fail(home, "ann");
        }
        guard.succeeded(home, "mallory", now);
        for (int i = 0; i < 50_000; i++) {
            for (int failures = 0; failures < (i < 5000 ? 10 : 1); failures++) {
                fail(stranger(i), "account" + i);
            }
            guard.succeeded(stranger(i), "account", now);
        }
        assertThat(guard.banned(home, now)).isEmpty();
        assertThat(guard.banned(stranger(4999), now)).isPresent();
        assertThat(guard.failures(home, "ann", now)).isZero();
        assertThat(guard.failures(stranger(49_999), "account49999", now)).isEqualTo(2);
    }
}
