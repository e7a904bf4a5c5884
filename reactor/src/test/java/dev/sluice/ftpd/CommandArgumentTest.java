package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which arguments the commands take, and which orders: everything but paths. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandArgumentTest {

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client writer;

    @BeforeAll
    void start() throws IOException {
        fixture.file("file", "content");
        writer = fixture.client().login("alice", "secret");
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
        Client guest = fixture.client();
        guest.answer().expect(220);
        guest.command("PASS secret").expect(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "FOO", "CWD /missing", "DELE", "STAT"})
    void shouldForgetRenameAfterAnotherCommand(String between) throws IOException {
        writer.command("RNFR file").expect(350);
        writer.command(between);

        writer.command("RNTO new").expect(503);
    }
}
