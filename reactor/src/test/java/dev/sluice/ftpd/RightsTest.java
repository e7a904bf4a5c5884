package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Right;
import dev.sluice.account.Rights;
import dev.sluice.ftpd.Command.Argument;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every verb against every right. Whoever logs in has the right that the password names. */
@Timeout(60)
class RightsTest {

    /** What ends the session, or begins another. */
    private static final Set<String> LEAVING = Set.of("QUIT", "REIN", "USER", "PASS");

    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = ServerFixture.start(settings -> settings.accounts(new Accounts() {
            @Override
            public Optional<Account> authenticate(String name, String password) {
                Rights rights = Rights.NONE;
                for (Right right : Right.values()) {
                    rights = password.equals(right.name()) ? Rights.of(right) : rights;
                }
                return Optional.of(Account.of(name, rights));
            }

            @Override
            public Optional<Account> anonymous() {
                return Optional.empty();
            }
        }));
        fixture.file("file", "content");
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource(Right.class)
    void shouldLetARightDoWhatTheTableSaysAndNoMore(Right right) throws IOException {
        Client client = fixture.client().login("ann", right.name());
        for (Command command : new CommandTable().all()) {
            if (LEAVING.contains(command.verb())) {
                continue;
            }
            String line = command.argument() == Argument.REQUIRED ? command.verb() + " missing" : command.verb();
            Client.Answer reply = client.command(line);
            client.command("ABOR").expect(226); // or the next transfer would wait for PASV's connection
            boolean allowed = command.access().rights().isEmpty()
                    || command.access().rights().contains(right);
            assertThat(isDenied(reply)).as("%s with %s: %s", line, right, reply).isEqualTo(!allowed);
        }
        assertThat(fixture.text("file")).isEqualTo("content");
    }

    private static boolean isDenied(Client.Answer reply) {
        return reply.code() == 550 && reply.message().startsWith("Permission denied: ann may not ");
    }

    /** Where it depends on the argument, or on what is there, which right is needed. */
    @ParameterizedTest
    @CsvSource({
        "SITE CHMOD 600 file, CHMOD, 200",
        "SITE UTIME 202601010000 file, TIMES, 200",
        "MFF UNIX.mode=0600; file, CHMOD, 213",
        "MFF modify=20260101000000; file, TIMES, 213",
        "STAT file, LIST, 213"
    })
    void shouldLookAtTheArgument(String line, Right needed, int done) throws IOException {
        for (Right right : Right.values()) {
            Client client = fixture.client().login("ann", right.name());
            Client.Answer reply = client.command(line);
            if (right == needed) {
                assertThat(reply.code())
                        .as("%s with %s: %s", line, right, reply)
                        .isEqualTo(done);
            } else {
                assertThat(isDenied(reply))
                        .as("%s with %s: %s", line, right, reply)
                        .isTrue();
            }
            client.command("QUIT").expect(221);
        }
    }
}
