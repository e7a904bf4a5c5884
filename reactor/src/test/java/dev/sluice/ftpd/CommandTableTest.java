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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common, swept over the whole table. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandTableTest {

    private static final String LONG_NAME = "n".repeat(256);

    private ServerFixture fixture;
    private ServerFixture readOnly;
    private Client guest;
    private Client reader;
    private Client writer;
    private Client writerOfReadOnly;

    @BeforeAll
    void start() throws IOException {
        Accounts users = new Accounts() {
            @Override
            public Optional<Account> authenticate(String name, String password) {
                return Optional.of(Account.of(name, Rights.WRITE));
            }

            @Override
            public Optional<Account> anonymous() {
                return Optional.of(Account.of("anonymous", Rights.READ));
            }
        };
        fixture = ServerFixture.start(settings -> settings.accounts(users));
        readOnly = ServerFixture.start(settings -> settings.accounts(users).readOnly(true));
        fixture.file("file", "content");
        guest = fixture.client();
        guest.answer().expect(220);
        reader = fixture.client().login();
        writer = fixture.client().login("alice", "secret");
        writerOfReadOnly = readOnly.client().login("alice", "secret");
    }

    @AfterAll
    void stop() throws IOException {
        fixture.close();
        readOnly.close();
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

    @ParameterizedTest
    @CsvSource({
        "TYPE E",
        "TYPE A T",
        "TYPE A C",
        "TYPE E N",
        "TYPE L 7",
        "TYPE L 36",
        "STRU R",
        "STRU P",
        "MODE B",
        "MODE C",
        "HOST example.org",
        "LANG tlh",
        "OPTS UTF8 OFF",
        "OPTS HASH SHA-3",
        "SITE EXEC"
    })
    void shouldNotImplement(String line) throws IOException {
        writer.command(line).expect(504);
    }

    @ParameterizedTest
    @CsvSource({
        "TYPE A N, 200",
        "TYPE L 8, 200",
        "TYPE I, 200",
        "TYPE i, 200",
        "STRU F, 200",
        "MODE S, 200",
        "SMNT x, 502",
        "ACCT x, 202",
        "ALLO 100, 202",
        "ALLO 100 R 10, 202",
        "NOOP, 200",
        "SYST, 215",
        "CLNT x, 200",
        "LANG, 200",
        "LANG en, 200",
        "OPTS UTF8 ON, 200",
        "OPTS UTF8, 200",
        "STAT, 211",
        "STAT -la, 212",
        "STAT -la file, 213",
        "HELP, 214",
        "HELP FOO, 502",
        "FEAT, 211",
        "SITE HELP, 214",
        "SITE PID, 200",
        "ABOR, 226",
        "REST 0, 350",
        "PWD, 257",
        "CWD /, 250",
        "CDUP, 250",
        "AVBL, 213",
        "AVBL /, 213",
        "XPWD, 257",
        "XCWD /, 250",
        "XCUP, 250",
        "PASV, 227",
        "EPSV, 229",
        "EPSV 1, 229"
    })
    void shouldAccept(String line, int code) throws IOException {
        writer.command(line).expect(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TYPE X",
                "TYPE L",
                "TYPE L x",
                "STRU X",
                "MODE X",
                "ALLO many",
                "ALLO -1",
                "ALLO 1 ",
                "ALLO 1 R",
                "ALLO 1 R ",
                "ALLO 1 Q 2",
                "ALLO 1  R 2",
                "ALLO 1 R 2 3",
                "REST x",
                "REST -1",
                "REST 99999999999999999999",
                "REST 1 ",
                "PORT 1,2,3",
                "PORT 1,2,3,4,5,256",
                "PORT a,b,c,d,e,f",
                "PORT 127,0,0,1,0,0,0",
                "EPRT |1|127.0.0.1|",
                "EPRT x",
                "EPRT |1|name|2000|",
                "EPRT |1|127.0.0.1|99999|",
                "EPSV x",
                "MFMT file",
                "MFMT 2020 file",
                "MFMT 20201399000000 file",
                "MFF modify=2020; file",
                "MFF UNIX.mode=999; file",
                "MFF file",
                "MFF  file",
                "MFF ; file",
                "MFF =5; file",
                "MFF modify; file",
                "MFF modify=20200101000000;; file",
                "MFF ;modify=20200101000000 file",
                "MFF modify=20200101000000; ",
                "MFMT  file",
                "MFMT 20200101000000 ",
                "MFMT 20200101000000. file",
                "OPTS FOO",
                "OPTS MLST a b",
                "SITE CHMOD file",
                "SITE CHMOD 999 file",
                "SITE CHMOD 644",
                "SITE CHMOD 644 ",
                "SITE CHMOD  644 file",
                "SITE CHMOD 00644 file",
                "SITE UTIME file",
                "SITE UTIME 20200101000000 ",
                "SITE UTIME 202001010000000 file",
                "SITE UTIME  20200101000000 20200101000000 20200101000000 UTC"
            })
    void shouldRefuseBadArgument(String line) throws IOException {
        writer.command(line).expect(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EPSV 3", "EPSV 2", "EPRT |3|127.0.0.1|2000|"})
    void shouldNotKnowProtocol(String line) throws IOException {
        assertThat(writer.command(line).expect(522).text()).containsPattern("\\((1|1,2)\\)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RNTO new", "PASS secret"})
    void shouldRefuseWrongOrder(String line) throws IOException {
        writer.command(line).expect(503);
    }

    @Test
    void shouldRefusePasswordWithoutUser() throws IOException {
        guest.command("PASS secret").expect(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "FOO", "CWD /missing", "DELE", "STAT"})
    void shouldForgetRenameAfterAnotherCommand(String between) throws IOException {
        writer.command("RNFR file").expect(350);
        writer.command(between);

        writer.command("RNTO new").expect(503);
    }

    private static Stream<String> pathCommands() {
        return Stream.of(
                "CWD",
                "XCWD",
                "RMD",
                "XRMD",
                "DELE",
                "RNFR",
                "RETR",
                "SIZE",
                "MDTM",
                "MLST",
                "MLSD",
                "LIST",
                "NLST",
                "STAT",
                "HASH",
                "XCRC",
                "XMD5",
                "XSHA1",
                "XSHA256",
                "XSHA512",
                "AVBL",
                "MFMT 20200101000000",
                "MFF modify=20200101000000;",
                "SITE CHMOD 644",
                "SITE UTIME 20200101000000");
    }

    @ParameterizedTest
    @MethodSource("pathCommands")
    void shouldNotFindMissingPath(String command) throws IOException {
        assertThat(writer.command(command + " missing").expect(550).text()).contains("/missing: no such file");
        writer.command(command + " missing/too").expect(550);
        writer.command(command + " file/below").expect(550);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RETR", "SIZE", "MDTM", "DELE", "HASH", "XCRC", "STOR", "APPE"})
    void shouldNotTakeDirectoryForFile(String command) throws IOException {
        writer.command("EPSV").expect(229);
        assertThat(writer.command(command + " /").expect(550).text()).contains("is a directory");
    }

    private static Stream<String> namingCommands() {
        return Stream.concat(pathCommands(), Stream.of("MKD", "XMKD"));
    }

    @ParameterizedTest
    @MethodSource("namingCommands")
    void shouldRefuseImpossibleName(String command) throws IOException {
        writer.command(command + " " + LONG_NAME).expect(553);
        writer.command(command + " a/" + LONG_NAME + "/b").expect(553);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOR", "APPE", "STOU"})
    void shouldRefuseImpossibleNameOfUpload(String command) throws IOException {
        writer.command("EPSV").expect(229);
        writer.command(command + " " + LONG_NAME).expect(553);
        writer.command(command + " .sluice-0.part").expect(553);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RETR file", "STOR new", "APPE new", "STOU", "LIST", "NLST", "MLSD"})
    void shouldAskForDataConnection(String line) throws IOException {
        writer.command("ABOR").expect(226);

        writer.command(line).expect(425);
        assertThat(fixture.exists("new")).isFalse();
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
