package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code sluice serve}, a process of its own, refuses, and what it says then. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS) // no signals
class ServeRefusalTest {

    @AutoClose
    private ServeFixture sluice;

    @BeforeEach
    void prepare(@TempDir Path folder) throws IOException {
        sluice = new ServeFixture(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--host 0.0.0.0                    | so say who may enter: --user NAME:PASSWORD",
                "--host ::                         | so say who may enter",
                "--anonymous off                   | Nobody could log in",
                "--anonymous maybe                 | --anonymous takes off, read or write, not maybe",
                "--user ann                        | --user takes NAME:PASSWORD",
                "--user :secret                    | --user takes NAME:PASSWORD",
                "--user ann:a --user ann:b         | There are two passwords for ann",
                "--password-file nowhere           | --password-file nowhere: there is no such file",
                "--ban-after -1                    | the failures before a ban must be 0 to 50, not -1",
                "--ban-after 51                    | the failures before a ban must be 0 to 50, not 51",
                "--ban-time 0                      | the time of a ban must be above 0",
                "--port 65536                      | port out of range",
                "--port -1                         | port out of range",
                "--port ftp                        | 'ftp' is not an int",
                "--passive-ports 5                 | a port range looks like 30000-30099, not like 5",
                "--passive-ports 9-5               | the lower first: 9-5",
                "--passive-host ::1                | must have an IPv4 address",
                "--max-sessions 0                  | the limit on sessions must be above 0",
                "--max-sessions-per-address -1     | the limit on sessions per address must be above 0",
                "--login-timeout 0                 | the login timeout must be above 0",
                "--idle-timeout -3                 | the idle timeout must be above 0",
                "--data-timeout soon               | 'soon' is not an int",
                "--drain-timeout -1                | --drain-timeout",
                "--part-max-age -1                 | the age of parts cannot be negative",
                "--disk quick                      | --disk takes auto, fast or slow, not quick",
                "--port-file                       | Missing required parameter for option '--port-file'",
                "--no-such-option                  | Unknown option: '--no-such-option'",
                "another folder                    | Unmatched argument"
            })
    void shouldSayWhatIsWrongWithOptions(String options, String message) throws Exception {
        List<String> words = new ArrayList<>(List.of(sluice.root().toString(), "--port", "0"));
        if (options.startsWith("--port ")) {
            words.subList(1, 3).clear();
        }
        words.addAll(List.of(options.split(" ", 0)));

        Process process = sluice.serve(words.toArray(String[]::new));

        assertThat(sluice.exitCode(process))
                .as(Files.readString(sluice.errors()))
                .isEqualTo(2);
        assertThat(Files.readAllLines(sluice.errors()))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("sluice: ")
                .contains(message);
        assertThat(Files.readString(sluice.errors())).endsWith("Try 'sluice serve --help'.\n");
        assertThat(sluice.output()).isEmptyFile();
    }

    @Test
    void shouldNotRepeatPasswordInMessage() throws Exception {
        sluice.exitCode(sluice.serve(sluice.root().toString(), "--user", ":secret"));
        assertThat(Files.readString(sluice.errors())).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ann:a,secret        | SLUICE_USERS: line 2 is not NAME:PASSWORD; ./sluice adds there what --user says.",
                ",bob:b,:secret      | SLUICE_USERS: line 3 is not NAME:PASSWORD; ./sluice adds there what --user says.",
                "ann:a,ann:secret    | There are two passwords for ann."
            })
    void shouldSayWhichLineOfEnvironmentIsWrong(String lines, String message) throws Exception {
        sluice.users(lines.replace(',', '\n'));
        assertThat(sluice.exitCode(sluice.serve(sluice.root().toString(), "--port", "0")))
                .isEqualTo(2);
        assertThat(Files.readString(sluice.errors()))
                .startsWith("sluice: " + message)
                .doesNotContain("secret");
    }

    @Test
    void shouldSayWhichFolderIsMissing() throws Exception {
        assertThat(sluice.exitCode(sluice.serve("no such folder"))).isEqualTo(2);
        assertThat(Files.readString(sluice.errors())).contains("There is no folder no such folder.");
    }

    @Test
    void shouldSayThatPortIsTaken() throws Exception {
        sluice.serveRoot();
        Process second = sluice.serve(sluice.root().toString(), "--port", Integer.toString(sluice.port()));
        assertThat(sluice.exitCode(second)).isEqualTo(1);
        assertThat(Files.readString(sluice.errors()))
                .contains("Cannot listen on 127.0.0.1:" + sluice.port(), "Choose another --port");
    }

    @Test
    void shouldSayThatPortFileCannotBeWritten() throws Exception {
        Path nowhere = sluice.folder().resolve("nowhere/port");
        assertThat(sluice.exitCode(
                        sluice.serve(sluice.root().toString(), "--port", "0", "--port-file", nowhere.toString())))
                .isEqualTo(1);
        assertThat(Files.readString(sluice.errors())).contains("Cannot write --port-file " + nowhere + ": ");
        assertThat(sluice.output()).isEmptyFile();
    }
}
