package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Limits;
import dev.sluice.account.LoginGuard;
import dev.sluice.account.Rights;
import dev.sluice.storage.StorageOptions.Inline;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits on who is here, which several loops may ask at a time. */
@Timeout(60)
class AdmissionTest {

    private static final int MOST = 5;
    private static final int MOST_PER_ADDRESS = 3;

    private final LoginGuard logins = new LoginGuard(1, Duration.ofMinutes(1));
    private final Admission admission = new Admission(settings(), logins);

    private static HostSettings settings() {
        return new HostSettings(
                Path.of("folder"),
                Accounts.of(Map.of(), Optional.empty()),
                false,
                MOST,
                MOST_PER_ADDRESS,
                1 << 20,
                1,
                Duration.ofMinutes(1),
                true,
                Duration.ofDays(1),
                false,
                Inline.AUTO,
                1);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void shouldLimitSessionsOfOneAddressAndInAll() {
        for (int i = 0; i < MOST_PER_ADDRESS; i++) {
            assertThat(admission.enter(address(1), 0)).isEmpty();
        }
        assertThat(admission.enter(address(1), 0).orElseThrow()).contains("from your address");
        assertThat(admission.enter(address(2), 0)).isEmpty();
        assertThat(admission.enter(address(3), 0)).isEmpty();
        assertThat(admission.enter(address(4), 0).orElseThrow()).contains("too many sessions");

        admission.leave(address(2));
        assertThat(admission.enter(address(4), 0)).isEmpty();
    }

    @Test
    void shouldNotLetInWhoIsBanned() {
        assertThat(logins.failed(address(1), "ann", 0)).isPresent();
        assertThat(admission.enter(address(1), 1).orElseThrow()).contains("wrong passwords");
        assertThat(admission.enter(address(2), 1)).isEmpty();
    }

    @Test
    void shouldLimitSessionsOfAnAccount() {
        Account ann = Account.of("ann", Rights.READ).withLimits(new Limits(2));
        assertThat(admission.logIn(ann)).isTrue();
        assertThat(admission.logIn(ann)).isTrue();
        assertThat(admission.logIn(ann)).isFalse();
        assertThat(admission.logIn(Account.of("bob", Rights.READ))).isTrue();
        admission.logOut(ann);
        assertThat(admission.logIn(ann)).isTrue();
    }

    @Test
    void shouldHoldItsLimitsWhenSeveralLoopsAskAtOnce() throws Exception {
        AtomicInteger here = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Callable<Integer> loop = () -> {
            int entered = 0;
            for (int i = 0; i < 20_000; i++) {
                InetAddress from = address(i % 7);
                if (admission.enter(from, 0).isEmpty()) {
                    entered++;
                    most.accumulateAndGet(here.incrementAndGet(), Math::max);
                    here.decrementAndGet();
                    admission.leave(from);
                }
            }
            return entered;
        };
        ExecutorService loops = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> entered =
                    new ArrayList<>(loops.invokeAll(List.of(loop, loop, loop, loop, loop, loop, loop, loop)));
            for (Future<Integer> one : entered) {
                assertThat(one.get()).isPositive();
            }
        } finally {
            loops.shutdown();
        }
        assertThat(most.get()).isLessThanOrEqualTo(MOST);
        for (int i = 0; i < MOST; i++) {
            assertThat(admission.enter(address(i), 0)).as("nobody has stayed").isEmpty();
        }
    }
}
