package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.SluiceBuilder;
import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Rights;
import dev.sluice.loop.HeldPool;
import dev.sluice.loop.ManualTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that are not begun, or do not come back: they cost their own session, and only for so long. */
@Timeout(60)
class StuckJobTest {

    private static final Duration DATA = Duration.ofSeconds(20);

    private final ManualTicker ticker = new ManualTicker();

    private static SluiceBuilder settings(SluiceBuilder settings) {
        return settings.ftp(options -> options.timeouts(Duration.ofSeconds(30), Duration.ofSeconds(60), DATA));
    }

    @Test
    void shouldGiveUpAJobThatNoThreadHasTimeFor() throws IOException {
        HeldPool pool = new HeldPool();
        try (ServerFixture fixture = ServerFixture.turn(ticker, pool, StuckJobTest::settings)) {
            fixture.file("file", "content");
            Client client = fixture.login();
            pool.release();
            client.send("XCRC file");
            fixture.loop().turnUntil(() -> pool.held() == 1);
            fixture.loop().advance(DATA);
            fixture.loop().turn();
            client.answer().expect(450);
            client.command("NOOP").expect(200);
            pool.open();
            client.command("NOOP").expect(200);
            client.command("XCRC file").expect(250);
        }
    }

    @Test
    void shouldNotRemoveAFolderThatNobodyWaitsFor() throws IOException {
        HeldPool pool = new HeldPool();
        try (ServerFixture fixture = ServerFixture.turn(ticker, pool, StuckJobTest::settings)) {
            fixture.file("folder/.sluice-" + "0".repeat(32) + ".part", "a part of a broken upload");
            Client client = fixture.login();
            client.send("RMD folder");
            fixture.loop().turnUntil(() -> pool.held() == 1);
            fixture.loop().advance(DATA);
            fixture.loop().turn();
            client.answer().expect(450);

            pool.open();
            assertThat(fixture.parts()).hasSize(1);
            client.command("RMD folder").expect(250);
            assertThat(fixture.exists("folder")).isFalse();
        }
    }

    @Test
    void shouldEndTheSessionWhoseJobHangs() throws Exception {
        CountDownLatch diskAnswers = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        Accounts users = new Accounts() {
            @Override
            public Optional<Account> authenticate(String name, String password) {
                hangs.countDown();
                try {
                    diskAnswers.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Optional.empty();
            }

            @Override
            public Optional<Account> anonymous() {
                return Optional.of(Account.of("guest", Rights.READ));
            }
        };
        List<Thread> threads = new ArrayList<>();
        Executor pool = job -> {
            threads.add(new Thread(job));
            threads.get(threads.size() - 1).start();
        };
        try (ServerFixture fixture =
                ServerFixture.turn(ticker, pool, settings -> settings(settings).accounts(users))) {
            Client client = fixture.client();
            client.answer().expect(220);
            client.command("USER ann").expect(331);
            client.send("PASS secret", "NOOP");
            fixture.loop().turnUntil(() -> hangs.getCount() == 0);
            Client bystander = fixture.login();
            fixture.loop().advance(DATA); // it was begun since
            fixture.loop().advance(DATA);
            fixture.loop().turn();
            bystander.command("NOOP").expect(200);
            client.answer().expect(421);
            client.expectEnd();
            diskAnswers.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            fixture.loop().turn();
        }
    }

    @Test
    void shouldEndTheSessionWhoseTransferHangs() throws IOException {
        HeldPool pool = new HeldPool();
        try (ServerFixture fixture = ServerFixture.turn(ticker, pool, StuckJobTest::settings)) {
            pool.release();
            Client client = fixture.login();
            try (Wire data = client.passive()) {
                client.command("LIST").expect(150);
                fixture.loop().turnUntil(() -> pool.held() == 1);
                fixture.loop().advance(DATA);
                fixture.loop().turn();
                assertThat(data.readToEnd()).isEmpty();
                fixture.loop().advance(Duration.ofSeconds(5));
                fixture.loop().turn();
                client.answer().expect(421);
                client.expectEnd();
            }
            pool.open();
        }
    }
}
