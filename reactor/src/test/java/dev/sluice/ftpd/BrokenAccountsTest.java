package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Rights;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** An embedder's accounts that fail: the client is told, and everybody goes on. */
@Timeout(60)
class BrokenAccountsTest {

    static final Supplier<?>[] FAILURES = {
        () -> {
            throw new IllegalStateException("the directory is down");
        },
        () -> {
            throw new StackOverflowError();
        },
        () -> null
    };

    @AutoClose
    private final Capture log = new Capture("dev.sluice.login");

    private volatile Optional<Supplier<?>> failure = Optional.empty();

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started(settings -> settings.accounts(new Accounts() {
        @Override
        public Optional<Account> authenticate(String name, String password) {
            return orFail(Optional.of(Account.of(name, Rights.WRITE)));
        }

        @Override
        public Optional<Account> anonymous() {
            return orFail(Optional.of(Account.anonymous(Rights.READ)));
        }
    }));

    @SuppressWarnings("unchecked")
    private Optional<Account> orFail(Optional<Account> account) {
        return failure.isPresent() ? (Optional<Account>) failure.get().get() : account;
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void shouldSayThatPasswordCannotBeChecked(Supplier<?> how) throws Exception {
        Client client = fixture.client();
        client.answer().expect(220);
        for (int i = 0; i < 10; i++) { // more often than wrong passwords are borne
            failure = Optional.empty();
            client.command("USER alice").expect(331);
            failure = Optional.of(how);
            assertThat(client.command("PASS secret").expect(451).message()).startsWith("Logging in is not possible");
            assertThat(log.next())
                    .matches(
                            "Login failed: account=.alice. address=.* reason=accounts-failed: java\\.lang\\.[a-zA-Z]+(Exception|Error)");
        }
        failure = Optional.empty();
        client.command("USER alice").expect(331);
        client.command("PASS secret").expect(230);
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void shouldSayThatGuestsCannotBeLetIn(Supplier<?> how) throws IOException {
        Client client = fixture.client();
        client.answer().expect(220);
        failure = Optional.of(how);
        client.send("USER ftp", "NOOP", "USER ftp");
        client.answer().expect(451);
        client.answer().expect(200);
        client.answer().expect(451);
        failure = Optional.empty();
        client.command("USER ftp").expect(331);
        failure = Optional.of(how);
        client.command("PASS guest@").expect(451);
        client.command("NOOP").expect(200);
        failure = Optional.empty();
        client.command("USER ftp").expect(331);
        client.command("PASS guest@").expect(230);
    }
}
