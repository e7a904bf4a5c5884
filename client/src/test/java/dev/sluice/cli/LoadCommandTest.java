package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import dev.sluice.account.Rights;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
class LoadCommandTest {

    @TempDir
    Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void shouldWriteAllItsReports() throws Exception {
        Files.write(folder.resolve("film"), new byte[5000]);
        Path json = folder.resolve("out.json");
        Path html = folder.resolve("out.html");
        Path hdr = folder.resolve("out.hdr");
        Path plot = folder.resolve("out.png");
        try (Sluice server = Sluice.builder(folder).anonymous(Rights.WRITE).start()) {
            int status = run(
                    "ftp://127.0.0.1:" + server.ftpAddress().getPort() + "/",
                    "--download film -n 3 --loops 2 --duration 2.5 --rate 100/s --warm-up 0.1 --ramp-up 0.1 --think 0"
                            + " --sources 127.0.0.0/28 --verify --pace 10MB/s --timeout 20" + " --server-pid "
                            + ProcessHandle.current().pid() + " -q --json " + json
                            + " --html "
                            + html + " --hdr " + hdr + " --plot " + plot);
            assertThat(errors.toString()).isEmpty();
            assertThat(status).isZero();
        }
        assertThat(json)
                .content()
                .contains("\"operationsPerSecond\"", "\"data connect\"", "\"samples\"", "\"serverCpuSeconds\"");
        assertThat(html)
                .content()
                .contains("<!DOCTYPE html>", "src=\"data:image/png;base64,", "final reply")
                .doesNotContain("href=", "src=\"http")
                .hasSizeLessThan(300_000);
        assertThat(hdr).content().contains("Tag=download_film,", "Tag=first_byte,");
        assertThat(Files.readAllBytes(plot)).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void shouldCountAndSearchAndMix() throws Exception {
        Path mix = Files.writeString(folder.resolve("mix"), "1 noop\n1 upload 10\n");
        try (Sluice server = Sluice.builder(folder).anonymous(Rights.WRITE).start()) {
            String url = "ftp://127.0.0.1:" + server.ftpAddress().getPort();
            assertThat(run(url, "--mix " + mix + " --count 50 -q")).isZero();
            assertThat(run(url, "--upload 100kB -n 2 --duration 0.5 --users-at 100kB/s"))
                    .isZero();
            assertThat(errors.toString()).isEmpty();
        }
        assertThat(folder.toFile().list((directory, name) -> name.startsWith("sluice-load")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--noop -n 0                      | --sessions takes 1 to 20000, not 0",
                "--noop -n 20001                  | --sessions takes 1 to 20000, not 20001",
                "--noop --loops 11                | --loops takes 1 to the number of sessions, not 11",
                "--noop --rate fast               | --rate takes operations a second",
                "--noop --rate 0                  | --rate takes operations a second",
                "--noop --duration -1             | --duration takes 0 to 86400 seconds",
                "--noop --sources x               | no IPv4 network",
                "--noop --pace 1parsec            | no number of bytes",
                "--noop --users-at 1MB/s          | --users-at needs --download or --upload",
                "--download x --verify --ascii    | --verify compares bytes, which --ascii changes",
                "--download x --plot x.gif        | --plot writes a .png file",
                "--upload 2..1                    | from the smaller to the larger",
                "--noop --login                   | mutually exclusive",
                "-n 3                             | --download"
            })
    void shouldSayWhatIsWrong(String options, String message) {
        assertThat(run("ftp://127.0.0.1:1/", options)).isEqualTo(2);
        assertThat(errors.toString()).contains(message);
    }

    @Test
    void shouldRefuseWhatIsNoUrl() {
        assertThat(run("127.0.0.1:2121", "--noop")).isEqualTo(2);
        assertThat(errors.toString()).contains("ftp://127.0.0.1:2121/");
    }

    private int run(String url, String options) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" +")));
        arguments.add(url);
        return new CommandLine(new LoadCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(errors))
                .execute(arguments.toArray(String[]::new));
    }
}
