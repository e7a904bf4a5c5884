package dev.sluice.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The walk through both vocabularies, typed at a terminal. */
@Timeout(60)
class TerminalShellTest {

    /** JLine warns when the test closes the terminal that it still writes to. Held, as loggers are forgotten otherwise. */
    private static final Logger QUIET = Logger.getLogger("org.jline");

    @TempDir
    private Path folder;

    @BeforeAll
    static void silenceTerminal() {
        QUIET.setLevel(Level.OFF);
    }

    /** Somebody at a terminal, who types a line and waits for what it should bring. */
    private static final class Person implements AutoCloseable {
        private final PipedOutputStream keys = new PipedOutputStream();
        private final Screen screen = new Screen();
        private final Terminal terminal;
        private final CompletableFuture<Integer> ended;

        Person() throws IOException {
            terminal = TerminalBuilder.builder()
                    .system(false)
                    .type("ansi")
                    .streams(new PipedInputStream(keys), screen)
                    .encoding(UTF_8)
                    .build();
            ended = CompletableFuture.supplyAsync(() -> TerminalShell.run(
                    terminal,
                    new OutputOptions().report(terminal.output(), () -> Tty.Size.DEFAULT),
                    ShellFixture.serverOptions(),
                    Optional.empty()));
        }

        void type(String text) throws IOException {
            keys.write(text.getBytes(UTF_8));
            keys.flush();
        }

        /** Types a line and waits until {@code expected} appears after it. */
        void says(String line, String expected) throws Exception {
            type(line + "\r");
            sees(expected);
        }

        void sees(String expected) throws Exception {
            screen.sees(expected);
        }

        @Override
        public void close() throws IOException {
            terminal.close();
        }
    }

    @Test
    void shouldUnderstandBothVocabularies() throws Exception {
        try (ShellFixture place = new ShellFixture(folder);
                Person person = new Person()) {
            Files.writeString(place.local.resolve("one.txt"), "first file\n");
            Files.writeString(place.local.resolve("two.txt"), "second\n");
            Files.write(place.root.resolve("big"), new byte[500_000]);

            person.says("pwd", "not connected");
            person.says("CONNECT 127.0.0.1 " + place.port() + " ann secret", "connected to ann@127.0.0.1");
            person.says("lcd " + place.local, place.local.toString());
            person.says("EXIT", "disconnect first");
            person.says("UPLOAD one.txt", "one.txt  11 B");
            person.says("DIR", "one.txt");
            person.says("MKDIR sub", "/sub  made");
            person.says("MOVE one.txt sub", "/one.txt -> /sub/one.txt");
            person.says("CHDIR sub", "/sub");
            person.says("LIST", "one.txt");
            person.says("DOWNLOAD one.txt copy.txt", "/sub/one.txt  11 B");
            person.says("DOWNLOAD one.txt copy.txt", "exists already");
            person.says("DELETE one.txt", "/sub/one.txt  deleted");
            person.says("CHDIR ..", "/");
            person.says("RMDIR sub", "/sub  deleted");
            person.says("HELP UPLOAD", "put | upload");
            person.says("LOGOUT", "disconnected");

            person.says("open 127.0.0.1 " + place.port() + " ann secret", "connected to");
            person.says("lpwd", place.local.toString());
            person.says("put one.txt", "one.txt  11 B");
            person.says("ls", "one.txt");
            person.says("cat one.txt", "first file");
            person.says("size one.txt", "11  /one.txt");
            person.says("hash one.txt", "  /one.txt");
            person.says("chmod 600 one.txt", "/one.txt");
            person.says("mkdir d", "/d  made");
            person.says("cd d", "/d");
            person.says("pwd", "/d");
            person.says("cd ..", "/");
            person.says("mv one.txt d/uno.txt", "/one.txt -> /d/uno.txt");
            person.says("rm -r d", "deleted");
            person.says("mput *.txt", "two.txt  7 B");
            person.says("rates on rates", "byte rates go to");
            person.says("mget -f *.txt", "/two.txt  7 B");
            person.says("get big", "/big  500.0 kB");
            person.says("rates off", "not recorded");
            person.says("reget big", "/big  0 B");
            person.says("reput big", "0 B");
            person.says("active", "active");
            person.says("ascii", "ascii");
            person.says("get -f two.txt three.txt", "/two.txt");
            person.says("binary", "binary");
            person.says("passive", "passive");
            person.says("mirror / mirrored", "get /: 4 files");
            person.says("quote NOOP", "200");
            person.says("!echo from here", "");
            person.says("pid", "server process id: " + ProcessHandle.current().pid());
            person.says("frobnicate", "there is no word 'frobnicate'");
            person.says("help", "reput");
            person.says("close", "disconnected");
            person.says("quit", "");

            assertThat(person.ended.get(20, TimeUnit.SECONDS)).isZero();
            assertThat(place.local.resolve("copy.txt")).hasContent("first file\n");
            assertThat(place.local.resolve("big")).hasSize(500_000);
            assertThat(place.local.resolve("rates")).isDirectoryContaining("glob:**get_big*.csv");
        }
    }

    @Test
    void shouldCompleteWordsAndPaths() throws Exception {
        try (ShellFixture place = new ShellFixture(folder);
                Person person = new Person()) {
            Files.writeString(place.root.resolve("a long name.txt"), "content\n");
            person.says("open 127.0.0.1 " + place.port() + " ann secret", "connected to");

            person.type("ca\t a\\ lo\t");
            person.says("", "content");
            person.says("quit", "");
            person.ended.get(20, TimeUnit.SECONDS);
        }
    }
}
