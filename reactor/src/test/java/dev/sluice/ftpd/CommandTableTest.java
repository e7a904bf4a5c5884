package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Right;
import dev.sluice.account.Rights;
import dev.sluice.ftpd.Command.Argument;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common, swept over the whole table. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandTableTest {

    private final Accounts users = new Accounts() {
        @Override
        public Optional<Account> authenticate(String name, String password) {
            return Optional.of(Account.of(name, Rights.WRITE));
        }

        @Override
        public Optional<Account> anonymous() {
            return Optional.of(Account.of("anonymous", Rights.READ));
        }
    };

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started(settings -> settings.accounts(users));

    @RegisterExtension
    private final ServerFixture readOnly =
            ServerFixture.started(settings -> settings.accounts(users).readOnly(true));

    private Client guest;
    private Client reader;
    private Client writer;
    private Client writerOfReadOnly;

    @BeforeAll
    void start() throws IOException {
        fixture.file("file", "content");
        guest = fixture.client();
        guest.answer().expect(220);
        reader = fixture.client().login();
        writer = fixture.client().login("alice", "secret");
        writerOfReadOnly = readOnly.client().login("alice", "secret");
    }

    private static Stream<Command> commands() {
        return new CommandTable().all().stream();
    }

    private static Stream<Command> membersCommands() {
        return commands().filter(command -> command.access().login());
    }

    private static Stream<Command> writingCommands() {
        return commands().filter(CommandTableTest::changesFiles);
    }

    private static boolean changesFiles(Command command) {
        List<Right> rights = command.access().rights();
        return !rights.isEmpty() && rights.stream().allMatch(Right::changesFiles);
    }

    private static Stream<Command> withoutArgument() {
        return commands().filter(command -> command.argument() == Argument.NONE);
    }

    private static Stream<Command> withRequiredArgument() {
        return commands().filter(command -> command.argument() == Argument.REQUIRED);
    }

    /** The command with some argument, if it may have one. */
    private static String line(Command command) {
        return command.argument() == Argument.NONE ? command.verb() : command.verb() + " argument";
    }

    @ParameterizedTest
    @MethodSource("membersCommands")
    void shouldAskForLogin(Command command) throws IOException {
        guest.command(line(command)).expect(530);
        guest.command(command.verb()).expect(530);
    }

    @ParameterizedTest
    @MethodSource("writingCommands")
    void shouldRefuseChangesByReaders(Command command) throws IOException {
        reader.command(line(command)).expect(550);
    }

    @ParameterizedTest
    @MethodSource("writingCommands")
    void shouldRefuseChangesOnReadOnlyServer(Command command) throws IOException {
        writerOfReadOnly.command(line(command)).expect(550);
    }

    @ParameterizedTest
    @MethodSource("withRequiredArgument")
    void shouldRefuseMissingArgument(Command command) throws IOException {
        writer.command(command.verb()).expect(501);
        writer.command(command.verb() + " ").expect(501);
    }

    @ParameterizedTest
    @MethodSource("withoutArgument")
    void shouldRefuseForbiddenArgument(Command command) throws IOException {
        writer.command(command.verb() + " argument").expect(501);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldExplainItself(Command command) throws IOException {
        assertThat(guest.command("HELP " + command.verb()).expect(214).text()).contains(command.verb());
        assertThat(guest.command("HELP").expect(214).text()).contains(" " + command.verb() + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CDUP", "PWD", "NOOP", "SYST", "FEAT", "HELP", "STAT", "ABOR", "XPWD", "XCUP"})
    void shouldTakeVerbsInAnyCase(String verb) throws IOException {
        int code = writer.command(verb).code();

        assertThat(code).isBetween(200, 299);
        writer.command(verb.toLowerCase(Locale.ROOT)).expect(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "FOO bar", "", " NOOP", "NOOPNOOP", "RETRfile", "пинг"})
    void shouldNotKnow(String line) throws IOException {
        guest.command(line).expect(500);
        writer.command(line).expect(500);
    }

    @Test
    void shouldNotShowAnythingBeforeLogin() throws IOException {
        for (String line : List.of("STAT /", "STAT file", "STAT *")) {
            guest.command(line).expect(530);
        }
        guest.command("STAT").expect(211);
    }

    @Test
    void shouldRefuseChangesByReadersWithinSite() throws IOException {
        reader.command("SITE CHMOD 600 file").expect(550);
        reader.command("SITE UTIME 20200101000000 file").expect(550);
        writerOfReadOnly.command("SITE CHMOD 600 file").expect(550);
    }
}
