package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Limits;
import dev.sluice.account.Right;
import dev.sluice.account.Rights;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an account carries: its folder, which of its rights matter to what is there already, and its limits. */
@Timeout(60)
class AccountTest {

    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = ServerFixture.start(settings -> settings.accounts(new Accounts() {
            @Override
            public Optional<Account> authenticate(String name, String password) {
                return Optional.of(account(name, password));
            }

            @Override
            public Optional<Account> anonymous() {
                return Optional.of(home(Account.anonymous(Rights.READ), "/pub"));
            }
        }));
        fixture.file("outside", "secret");
        fixture.file("ann/file", "content of ann");
        fixture.file("pub/readme", "welcome");
    }

    private static Account account(String name, String password) {
        return switch (name) {
            case "ann" -> home(Account.of(name, Rights.WRITE), "/ann");
            case "gone" -> home(Account.of(name, Rights.WRITE), "/gone");
            case "twice" -> Account.of(name, Rights.WRITE).withLimits(new Limits(2));
            default -> Account.of(name, without(password));
        };
    }

    private static Account home(Account account, String root) {
        try {
            return account.withRoot(RootedPath.ROOT.resolve(root));
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Rights without(String rights) {
        Rights left = Rights.WRITE;
        for (Right right : Right.values()) {
            left = rights.contains("no " + right.name()) ? left.without(right) : left;
        }
        return left;
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void shouldShowAnAccountItsFolderAlone() throws Exception {
        Files.createSymbolicLink(
                fixture.root().resolve("ann/link"), fixture.root().resolve("outside"));
        Client ann = fixture.client().login("ann", "secret");
        ann.command("TYPE I").expect(200);

        assertThat(ann.command("PWD").expect(257).message()).startsWith("\"/\"");
        ann.command("SIZE /file").expect(213);
        ann.command("SIZE /outside").expect(550);
        ann.command("SIZE ../outside").expect(550);
        ann.command("SIZE link").expect(550);
        ann.command("CWD /ann").expect(550);
        assertThat(ann.command("SIZE missing").expect(550).message()).startsWith("/missing");
        ann.command("MKD made").expect(257);

        assertThat(fixture.root().resolve("ann/made")).isDirectory();
    }

    @Test
    void shouldShowGuestsTheirFolderAlone() throws IOException {
        Client guest = fixture.login();
        guest.command("SIZE readme").expect(213);
        guest.command("SIZE /ann/file").expect(550);
    }

    @Test
    void shouldProtectAFileFromWhoeverSeesItUnderAnotherName() throws IOException {
        Client ann = fixture.client().login("ann", "secret");
        Client all = fixture.client().login("all", "");
        try (Wire upload = ann.passive()) {
            ann.command("STOR file").expect(150);
            all.command("DELE /ann/file").expect(450);
            all.command("RNFR /ann").expect(450);
            assertThat(upload).as("still open").isNotNull();
        }
        ann.answer().expect(226);
    }

    @Test
    void shouldSayThatAFolderIsNotThere() throws IOException {
        Client client = fixture.client();
        client.answer().expect(220);
        client.command("USER gone").expect(331);
        client.command("PASS secret").expect(530);
        client.command("PWD").expect(530);
    }

    @Test
    void shouldLimitTheSessionsOfAnAccount() throws IOException {
        fixture.client().login("twice", "");
        Client second = fixture.client().login("twice", "");
        Client third = fixture.client();
        third.answer().expect(220);
        third.command("USER twice").expect(331);
        third.command("PASS x").expect(530);
        second.command("REIN").expect(220);
        third.command("USER twice").expect(331);
        third.command("PASS x").expect(230);
    }

    @ParameterizedTest
    @CsvSource({
        "no OVERWRITE, STOR there, 550",
        "no OVERWRITE, STOR new, 150",
        "no WRITE, STOR there, 150",
        "no WRITE, STOR new, 550",
        "no APPEND, APPE there, 550",
        "no APPEND, APPE new, 150",
        "no WRITE, APPE there, 150",
        "no WRITE, APPE new, 550",
        "no OVERWRITE, REST 3|STOR there, 550",
        "no WRITE, REST 3|STOR there, 150"
    })
    void shouldLookWhatIsThereBeforeAnUpload(String rights, String lines, int expected) throws IOException {
        fixture.file("there", "content");
        Client client = fixture.client().login("some", rights);
        client.command("TYPE I").expect(200);
        int bar = lines.indexOf('|');
        try (Wire data = client.passive()) {
            if (bar > 0) {
                client.command(lines.substring(0, bar)).expect(350);
            }
            client.command(lines.substring(bar + 1)).expect(expected);
            assertThat(data).as("ended by the client").isNotNull();
        }
        if (expected == 150) {
            client.answer().expect(226);
        } else {
            assertThat(fixture.text("there")).isEqualTo("content");
            assertThat(fixture.exists("new")).isFalse();
        }
    }

    @Test
    void shouldNotReplaceByARenameWithoutTheRightToOverwrite() throws IOException {
        fixture.file("there", "content");
        fixture.file("other", "other");
        Client client = fixture.client().login("some", "no OVERWRITE");
        client.command("RNFR other").expect(350);
        client.command("RNTO there").expect(550);
        client.command("RNFR other").expect(350);
        client.command("RNTO new").expect(250);
        assertThat(fixture.text("there")).isEqualTo("content");
    }
}
