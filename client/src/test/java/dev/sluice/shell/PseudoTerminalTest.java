package dev.sluice.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One-shot commands as processes on a pseudo-terminal, which {@code script} of util-linux gives them. */
@Timeout(60)
class PseudoTerminalTest {

    private static final String CTRL_C = "\u0003";
    private static final String OUTPUT_TO_FILE = ">output";

    @TempDir
    private Path folder;

    private ShellFixture place;
    private final Screen screen = new Screen();
    private Process process;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script of util-linux is not installed");
        place = new ShellFixture(folder);
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
        if (place != null) {
            place.close();
        }
    }

    /** Starts a command; what it prints appears on the screen. */
    private void run(boolean onTerminal, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.cli.Main"));
        command.addAll(List.of(arguments));
        List<String> onPty = List.of(
                "/usr/bin/script",
                "--quiet",
                "--return",
                "--command",
                command.stream()
                        .map(word -> word.equals(OUTPUT_TO_FILE) ? word : "'" + word + "'")
                        .collect(Collectors.joining(" ", "exec ", "")),
                "/dev/null");
        process = new ProcessBuilder(onTerminal ? onPty : command)
                .directory(place.local.toFile())
                .redirectErrorStream(true)
                .start();
        InputStream output = process.getInputStream();
        Thread reader = new Thread(() -> read(output), "screen");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream output) {
        try (output) {
            output.transferTo(screen);
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void type(String keys) throws IOException {
        OutputStream to = process.getOutputStream();
        to.write(keys.getBytes(UTF_8));
        to.flush();
    }

    private int exitCode() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(screen.text()).isTrue();
        return process.exitValue();
    }

    private String urlWithoutPassword() {
        return "ftp://ann@127.0.0.1:" + place.port() + "/";
    }

    @Test
    void shouldAskAgainForAWrongPassword() throws Exception {
        Files.writeString(place.root.resolve("treasure"), "");
        run(true, "ls", urlWithoutPassword());

        for (String password : List.of("wrong", "mistyped", "secret")) {
            screen.sees("Password for ann@127.0.0.1:" + place.port() + ": ");
            type(password + "\r");
        }

        screen.sees("treasure");
        assertThat(exitCode()).isZero();
        assertThat(screen.text()).doesNotContain("wrong", "mistyped", "secret");
    }

    @Test
    void shouldAskForThePasswordThoughTheOutputGoesToAFile() throws Exception {
        Files.writeString(place.root.resolve("treasure"), "gold");
        run(true, "cat", urlWithoutPassword() + "treasure", OUTPUT_TO_FILE);

        screen.sees("Password for ann@127.0.0.1:" + place.port() + ": ");
        type("secret\r");

        assertThat(exitCode()).isZero();
        assertThat(place.local.resolve("output")).hasContent("gold");
        assertThat(screen.text()).doesNotContain("secret");
    }

    @Test
    void shouldEndOnCtrlCAtThePasswordThoughTheOutputGoesToAFile() throws Exception {
        run(true, "cat", urlWithoutPassword() + "treasure", OUTPUT_TO_FILE);

        screen.sees("Password for ");
        type(CTRL_C);

        assertThat(exitCode()).isEqualTo(ExitStatus.INTERRUPTED.code());
    }

    @Test
    void shouldGiveUpAfterThreeWrongPasswords() throws Exception {
        run(true, "ls", urlWithoutPassword());

        for (int i = 0; i < 3; i++) {
            screen.sees("Password for ");
            type("wrong" + i + "\r");
        }

        screen.sees("530");
        assertThat(exitCode()).isEqualTo(ExitStatus.REFUSED.code());
    }

    @Test
    void shouldNotAskWhereThereIsNobody() throws Exception {
        run(false, "ls", urlWithoutPassword());

        screen.sees("no terminal to ask on");
        assertThat(exitCode()).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.text()).doesNotContain("Password for");
    }

    @Test
    void shouldKeepTheResumablePartOnCtrlC() throws Exception {
        byte[] content = new byte[20_000_000];
        new Random(1).nextBytes(content);
        Path remote = Files.write(place.root.resolve("f"), content);
        Path copy = place.local.resolve("copy");
        Path part = place.local.resolve("copy.part");
        run(true, "get", place.url("f"), "-o", "copy", "--limit-rate", "4MB");

        screen.sees("MB/s");
        type(CTRL_C);

        assertThat(exitCode()).as(screen.text()).isEqualTo(ExitStatus.INTERRUPTED.code());
        assertThat(copy).doesNotExist();
        assertThat(Files.size(part)).isBetween(1L, 19_999_999L);

        run(true, "get", "-c", place.url("f"), "-o", "copy");
        assertThat(exitCode()).as(screen.text()).isZero();
        assertThat(copy).hasSameBinaryContentAs(remote);
        assertThat(part).doesNotExist();
    }
}
