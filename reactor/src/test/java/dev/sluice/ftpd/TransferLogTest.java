package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Rights;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line of each transfer and of each session, and the xferlog. */
@Timeout(60)
class TransferLogTest {

    private static final Pattern XFERLOG =
            Pattern.compile("([A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4})"
                    + " (\\d+) (\\S+) (\\d+) (\\S+) ([ab]) _ ([io]) ([ar]) (\\S+) ftp 0 \\* ([ci])");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

    @AutoClose
    private final Capture transfers = new Capture("dev.sluice.transfer");

    @AutoClose
    private final Capture xferlog = new Capture("dev.sluice.xferlog");

    @AutoClose
    private final Capture sessions = new Capture("dev.sluice.ftpd.FtpService");

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
    }

    // ---- the line of a transfer ----

    @Test
    void shouldTellOfEachTransfer() throws Exception {
        client.put("STOR new", "content").expect(226);
        assertThat(transfers.next())
                .matches("anonymous@127\\.0\\.0\\.1 STOR /new 7 bytes \\d+\\.\\d{3} s (\\d+\\.\\d|-) MB/s COMPLETE");
        client.command("CWD /").expect(250);
        client.fetch("RETR new");
        assertThat(transfers.next()).matches(".* RETR /new 7 bytes .* COMPLETE");
        client.put("APPE new", " and more").expect(226);
        assertThat(transfers.next()).matches(".* APPE /new 9 bytes .* COMPLETE");
        int size = client.fetch("LIST").length;
        assertThat(transfers.next()).matches(".* LIST / " + size + " bytes .* COMPLETE");
        assertThat(transfers.others()).isEmpty();
    }

    @Test
    void shouldCountWhatWasMovedAndNotTheRest() throws Exception {
        fixture.file("file", "content");
        client.command("REST 4").expect(350);
        client.fetch("RETR file");
        assertThat(transfers.next()).contains(" RETR /file 3 bytes ");
    }

    @Test
    void shouldTellHowTransferFailed() throws Exception {
        fixture.zeros("large", 1L << 30);
        try (Wire data = client.passive()) {
            client.command("RETR large").expect(150);
            client.command("ABOR").expect(426);
            client.answer().expect(226);
            assertThat(transfers.next()).matches(".* RETR /large \\d+ bytes .* ABORTED");
            assertThat(data.readToEnd().length).isLessThan(1 << 30);
        }
        try (Wire data = client.passive()) {
            client.command("RETR large").expect(150);
            data.reset();
            client.answer().expect(426);
            assertThat(transfers.next()).matches(".* RETR /large \\d+ bytes .* CONNECTION_LOST");
        }
        assertThat(xferlog.next()).endsWith(" i");
        assertThat(xferlog.next()).endsWith(" i");
    }

    @Test
    void shouldTellOfTransferWhoseSessionVanished() throws Exception {
        fixture.zeros("large", 1L << 30);
        try (Wire data = client.passive()) {
            client.command("RETR large").expect(150);
            client.wire().reset();
            assertThat(transfers.next())
                    .as("its end waits for the pool, for longer than the session lives")
                    .matches("anonymous@127\\.0\\.0\\.1 RETR /large \\d+ bytes .* ABORTED");
            assertThat(data.channel().isConnected()).isTrue();
        }
    }

    @Test
    void shouldNotTellOfTransferThatNeverBegan() throws Exception {
        client.extendedPassivePort();
        client.command("RETR missing").expect(550);
        client.put("STOR new", "").expect(226);
        assertThat(transfers.next()).contains(" STOR /new 0 bytes ");
        assertThat(transfers.others()).isEmpty();
    }

    // ---- xferlog ----

    @Test
    void shouldWriteStandardXferlog() throws Exception {
        LocalDateTime before = LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        client.put("STOR folder-file", "content").expect(226);
        Matcher line = XFERLOG.matcher(xferlog.next());

        assertThat(line.matches()).isTrue();
        assertThat(LocalDateTime.parse(line.group(1), TIME))
                .isBetween(before, LocalDateTime.now(ZoneId.systemDefault()));
        assertThat(line.group(2)).isEqualTo("1");
        assertThat(line.group(3)).isEqualTo("127.0.0.1");
        assertThat(line.group(4)).isEqualTo("7");
        assertThat(line.group(5)).isEqualTo("/folder-file");
        assertThat(line.group(6)).isEqualTo("b");
        assertThat(line.group(7)).isEqualTo("i");
        assertThat(line.group(8)).isEqualTo("a");
        assertThat(line.group(9)).isEqualTo("anonymous");
        assertThat(line.group(10)).isEqualTo("c");
    }

    @Test
    void shouldTellTypeAndDirectionAndAccountInXferlog() throws Exception {
        fixture.file("file", "content\n");
        Client alice = fixture.client().login("alice", "secret");
        alice.fetch("RETR file");
        assertThat(xferlog.next()).endsWith(" 9 /file a _ o r alice ftp 0 * c");
        alice.command("TYPE I").expect(200);
        alice.fetch("RETR file");
        assertThat(xferlog.next()).endsWith(" 8 /file b _ o r alice ftp 0 * c");
    }

    @Test
    void shouldLeaveListingsOutOfXferlog() throws Exception {
        client.fetch("LIST");
        client.fetch("MLSD");
        client.put("STOR file", "").expect(226);
        assertThat(xferlog.next()).contains(" /file ");
        assertThat(xferlog.others()).isEmpty();
    }

    // ---- names that forge ----

    @ParameterizedTest
    @CsvSource({
        "'two words', 'two words', two_words",
        "'\u001b[31mred', '\\x1B[31mred', '\\x1B[31mred'",
        "'tab\there', 'tab\\x09here', 'tab\\x09here'",
        "'next\u0085line', 'next\\x85line', 'next\\x85line'",
        "'line\u2028separator', 'line\\u2028separator', 'line\\u2028separator'",
        "'right\u202eleft', 'right\\u202Eleft', 'right\\u202Eleft'",
        "'back\\slash', 'back\\\\slash', 'back\\\\slash'",
        "'no\u00a0break', 'no\u00a0break', 'no\u00a0break'",
        "水門, 水門, 水門",
        "'{}', '{}', '{}'"
    })
    void shouldEscapeNames(String name, String logged, String field) throws Exception {
        client.put("STOR " + name, "x").expect(226);
        assertThat(transfers.next()).contains(" STOR /" + logged + " 1 bytes ");
        String line = xferlog.next();
        assertThat(XFERLOG.matcher(line).matches()).as(line).isTrue();
        assertThat(line).contains(" 1 /" + field + " b ");
    }

    @Test
    void shouldEscapeNamesOfUsers() throws Exception {
        Accounts anybody = new Accounts() {
            @Override
            public Optional<Account> authenticate(String name, String password) {
                return Optional.of(Account.of(name, Rights.WRITE));
            }

            @Override
            public Optional<Account> anonymous() {
                return Optional.empty();
            }
        };
        try (ServerFixture other = ServerFixture.start(settings -> settings.accounts(anybody))) {
            Client forger = other.client().login("a b\u001b[2J", "");
            forger.put("STOR file", "x").expect(226);
            forger.command("QUIT").expect(221);
        }
        assertThat(transfers.next()).startsWith("a b\\x1B[2J@127.0.0.1 STOR /file ");
        String line = xferlog.next();
        assertThat(XFERLOG.matcher(line).matches()).as(line).isTrue();
        assertThat(line).contains(" r a_b\\x1B[2J ftp ");
        assertThat(sessions.next()).contains(" of a b\\x1B[2J@127.0.0.1: ");
    }

    // ---- the line of a session ----

    @Test
    void shouldTellOfEachSession() throws Exception {
        client.fetch("LIST");
        client.command("QUIT").expect(221);
        client.expectEnd();
        client.close();
        assertThat(sessions.next())
                .matches("Session \\d+ of anonymous@127\\.0\\.0\\.1: 6 commands, 1 transfers, \\d+\\.\\d s, quit");

        Client silent = fixture.client();
        silent.answer().expect(220);
        silent.close();
        Client stranger = fixture.client();
        stranger.answer().expect(220);
        stranger.command("NOOP").expect(200);
        stranger.close();
        assertThat(sessions.next())
                .as("who said nothing is not told of")
                .contains(" of nobody@127.0.0.1: 1 commands, 0 transfers, ");
    }
}
