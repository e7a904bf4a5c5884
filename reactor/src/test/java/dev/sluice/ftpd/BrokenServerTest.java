package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.server.Host;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Errors that come up on the loop: the worst end the server, and nobody waits in vain. */
@Timeout(30)
class BrokenServerTest {

    private static Accounts failingWith(Error error) {
        return new Accounts() {
            @Override
            public Optional<Account> authenticate(String name, String password) {
                return Optional.empty();
            }

            @Override
            public Optional<Account> anonymous() {
                throw error;
            }
        };
    }

    @Test
    void shouldEndWithItsCauseWhenTheMemoryIsUsedUp() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("used up");
        try (Capture log = new Capture(Host.class.getName());
                ServerFixture fixture = ServerFixture.start(settings -> settings.accounts(failingWith(error)))) {
            Client client = fixture.client();
            client.answer().expect(220);
            client.send("USER ftp");
            assertThatThrownBy(() -> fixture.server()
                            .stopped()
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCause(error);
            assertThat(client.wire().readToEnd()).isEmpty();
            assertThat(log.next()).contains("The event loop failed").endsWith("OutOfMemoryError");
        }
    }
}
