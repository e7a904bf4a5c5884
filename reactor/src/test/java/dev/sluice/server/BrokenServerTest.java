package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Errors that come up on the loop: some end a session, the worst end the server, and nobody waits in vain. */
@Timeout(30)
class BrokenServerTest {

    private static Users failingWith(Error error) {
        return new Users() {
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
    void shouldEndWithItsCauseWhenTheMemoryIsUsedUp() throws IOException {
        OutOfMemoryError error = new OutOfMemoryError("used up");
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.users(failingWith(error)))) {
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
        }
    }

    @Test
    void shouldEndOneSessionWhenItsStackWasTooSmall() throws IOException {
        Error error = new StackOverflowError("too deep");
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.users(failingWith(error)))) {
            Client bystander = fixture.client();
            bystander.answer().expect(220);
            Client client = fixture.client();
            client.answer().expect(220);
            client.send("USER ftp");
            client.expectEnd();
            bystander.command("NOOP").expect(200);
        }
    }
}
