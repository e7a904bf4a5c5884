package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice serve} as a process of its own: how it starts, how signals end it, and what it refuses. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS) // no signals
class ServeCommandTest {

    private static final Pattern ANNOUNCEMENT = Pattern.compile("Sluice serves (.*) at ftp://(.*):(\\d+)/, pid (\\d+)");

    @TempDir
    private Path folder;

    private Path root;
    private Path portFile;
    private Path output;
    private Path errors;
    private final List<Process> processes = new ArrayList<>();
    private Optional<String> users = Optional.empty();

    @BeforeEach
    void prepare() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        portFile = folder.resolve("port");
        output = folder.resolve("output");
        errors = folder.resolve("errors");
    }

    @Test
    void shouldEndWithAnErrorWhenTheServerBreaksDown() {
        CompletableFuture<Void> stopped = CompletableFuture.failedFuture(new OutOfMemoryError("heap"));
        assertThatIOException()
                .isThrownBy(() -> ServeCommand.awaitEnd(stopped))
                .withMessageContaining("broke down")
                .withMessageContaining("heap");
    }

    @AfterEach
    void killWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    /** {@code sluice serve} with {@code options}. */
    private Process serve(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.cli.Main",
                "serve"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        users.ifPresent(lines -> builder.environment().put("SLUICE_USERS", lines));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The same on a free port of the loopback address, listening. */
    private Process serveRoot(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(root.toString(), "--port", "0", "--port-file", portFile.toString()));
        all.addAll(List.of(options));
        Process process = serve(all.toArray(String[]::new));
        while (!Files.exists(portFile)) {
            assertThat(process.isAlive()).as(Files.readString(errors)).isTrue();
            Thread.onSpinWait();
        }
        return process;
    }

    private int port() throws IOException {
        return Integer.parseInt(Files.readString(portFile).strip());
    }

    private FTPClient client() throws IOException {
        FTPClient client = new FTPClient();
        client.setDefaultTimeout(20_000);
        client.connect("127.0.0.1", port());
        assertThat(client.login("anonymous", "guest@")).isTrue();
        client.enterLocalPassiveMode();
        return client;
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Waits for the end and returns the exit code. */
    private int exitCode(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("ended: %s", Files.readString(errors))
                .isTrue();
        return process.exitValue();
    }

    private List<String> leftInFolder() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    // ---- the beginning ----

    @Test
    void shouldTellPortAndProcess() throws Exception {
        Process process = serveRoot();

        assertThat(Files.readString(portFile)).matches("\\d+\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            BufferedReader replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(replies.readLine()).startsWith("220 Sluice").contains("pid " + process.pid());
        }
        signal(process, "TERM");
        exitCode(process);
        Matcher said = ANNOUNCEMENT.matcher(Files.readString(output).strip());
        assertThat(said.matches()).as(Files.readString(output)).isTrue();
        assertThat(said.group(1)).isEqualTo(root.toString());
        assertThat(said.group(2)).isEqualTo("127.0.0.1");
        assertThat(Integer.parseInt(said.group(4))).isEqualTo((int) process.pid());
    }

    @Test
    void shouldReplacePortFileInOneStep() throws Exception {
        Files.writeString(portFile, "stale and much longer than a port\n");
        Path link = Files.createLink(folder.resolve("link"), portFile);
        Process process = serve(root.toString(), "--port", "0", "--port-file", "port");
        while (Files.isSameFile(portFile, link)) {
            Thread.onSpinWait();
        }
        assertThat(Files.readString(portFile)).matches("\\d+\n");
        assertThat(Files.readString(link)).startsWith("stale");
        signal(process, "TERM");
        assertThat(exitCode(process)).isZero();
        assertThat(leftInFolder()).containsExactlyInAnyOrder("root", "link", "output", "errors");
    }

    @Test
    void shouldLetEverybodyOnThisMachineReadAndWrite() throws Exception {
        Process process = serveRoot();
        FTPClient client = client();
        assertThat(client.makeDirectory("new")).isTrue();
        assertThat(root.resolve("new")).isDirectory();
        client.disconnect();
        signal(process, "TERM");
        assertThat(exitCode(process)).isZero();
    }

    @Test
    void shouldTakeUsersFromEnvironmentWhereNobodySeesThem() throws Exception {
        users = Optional.of("ann:secret\n\nbob:two words:and a colon ");
        Process process = serveRoot("--user", "cleo:open");
        for (String[] user : new String[][] {{"ann", "secret"}, {"bob", "two words:and a colon "}, {"cleo", "open"}}) {
            FTPClient client = new FTPClient();
            client.setDefaultTimeout(20_000);
            client.connect("127.0.0.1", port());
            assertThat(client.login(user[0], user[1])).as(user[0]).isTrue();
            client.disconnect();
        }
        assertThat(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")))
                .contains("cleo")
                .doesNotContain("secret");
    }

    @Test
    void shouldNotTakeEmptyEnvironmentForUsers() throws Exception {
        users = Optional.of("");
        serveRoot();
        client().disconnect();
    }

    @ParameterizedTest
    @CsvSource({"--show-pid, true", "--no-show-pid, false", "--read-only, true"})
    void shouldTellProcessIdToStrangersAsToldTo(String option, boolean told) throws Exception {
        Process process = serveRoot(option);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            BufferedReader replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(replies.readLine().contains("pid " + process.pid())).isEqualTo(told);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "slow"})
    void shouldServeWhateverTheDiskIsSaidToBe(String pace) throws Exception {
        serveRoot("--disk", pace);
        FTPClient client = client();
        assertThat(client.makeDirectory("folder")).isTrue();
        client.disconnect();
        assertThat(root.resolve("folder")).isDirectory();
    }

    @Test
    void shouldLetInWhoIsInPasswordFile() throws Exception {
        Path passwords = Files.createFile(
                folder.resolve("passwords"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThat(exitCode(serve(root.toString(), "--password-file", passwords.toString())))
                .isEqualTo(2);
        assertThat(Files.readString(errors)).contains("Nobody could log in");
        Files.writeString(passwords, "# them\nann:pass word\n");
        serveRoot("--password-file", passwords.toString(), "--user", "bob:secret", "--host", "0.0.0.0");

        assertThat(accepts("ann", "pass word")).isTrue();
        assertThat(accepts("bob", "secret")).isTrue();
        assertThat(accepts("anonymous", "guest@")).isFalse();
    }

    private boolean accepts(String name, String password) throws IOException {
        FTPClient client = new FTPClient();
        client.setDefaultTimeout(20_000);
        client.connect("127.0.0.1", port());
        boolean accepted = client.login(name, password);
        client.disconnect();
        return accepted;
    }

    @Test
    void shouldBanWhoGuesses() throws Exception {
        serveRoot("--ban-after", "2", "--ban-time", "1000");
        assertThat(accepts("ann", "guess")).isFalse();
        assertThatExceptionOfType(FTPConnectionClosedException.class).isThrownBy(() -> accepts("ann", "guess"));
        assertThatExceptionOfType(FTPConnectionClosedException.class)
                .isThrownBy(() -> accepts("anonymous", "guest@"))
                .withMessageContaining("421");
        while (!Files.readString(errors).contains("Address banned")) {
            Thread.onSpinWait();
        }
        assertThat(Files.readAllLines(errors))
                .anyMatch(line ->
                        line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  login: Login failed: "
                                + "account=\"ann\" address=127.0.0.1 reason=wrong-name-or-password"))
                .anyMatch(line -> line.endsWith(" login: Address banned: address=127.0.0.1 failures=2 seconds=1000"));
    }

    // ---- the end ----

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void shouldEndWellOnSignal(String signal) throws Exception {
        Process process = serveRoot();
        FTPClient idle = client();

        signal(process, signal);

        assertThat(exitCode(process)).isZero();
        assertThatExceptionOfType(FTPConnectionClosedException.class)
                .isThrownBy(idle::getReply)
                .withMessageContaining("421");
        assertThat(portFile).doesNotExist();
        idle.disconnect();
    }

    @Test
    void shouldFinishTransferBeforeItEnds() throws Exception {
        Process process = serveRoot();
        FTPClient client = client();
        OutputStream upload = client.storeFileStream("file");
        upload.write("first ".getBytes(UTF_8));

        signal(process, "TERM");
        while (takesConnections()) {
            Thread.onSpinWait();
        }
        upload.write("second".getBytes(UTF_8));
        upload.close();

        assertThat(client.completePendingCommand()).isTrue();
        assertThat(exitCode(process)).isZero();
        assertThat(root.resolve("file")).hasContent("first second");
    }

    private boolean takesConnections() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            return socket.isConnected();
        } catch (SocketException e) { // refused, or reset while the listener closes
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, TERM", "INT, TERM", "TERM, INT"})
    void shouldEndAtOnceOnSecondSignal(String first, String second) throws Exception {
        Process process = serveRoot("--drain-timeout", "600", "--data-timeout", "600");
        Files.writeString(root.resolve("file"), "old");
        FTPClient client = client();
        OutputStream upload = client.storeFileStream("file");
        upload.write("new".getBytes(UTF_8));
        upload.flush();
        signal(process, first);
        while (takesConnections()) {
            Thread.onSpinWait();
        }
        assertThat(process.isAlive()).isTrue();

        signal(process, second);

        assertThat(exitCode(process)).isZero();
        assertThat(root.resolve("file")).hasContent("old");
        assertThat(portFile).doesNotExist();
    }

    @Test
    void shouldBreakOffTransferAfterDrainTimeout() throws Exception {
        Process process = serveRoot("--drain-timeout", "0");
        FTPClient client = client();
        OutputStream upload = client.storeFileStream("file");
        upload.flush();
        signal(process, "TERM");
        assertThat(exitCode(process)).isZero();
        assertThat(root.resolve("file")).doesNotExist();
    }

    // ---- logs ----

    @Test
    void shouldAppendToXferlog() throws Exception {
        Path xferlog = Files.writeString(folder.resolve("xferlog"), "older\n");
        Process process = serveRoot("--xferlog", xferlog.toString());
        FTPClient client = client();
        try (OutputStream upload = client.storeFileStream("two words")) {
            upload.write("content".getBytes(UTF_8));
        }
        assertThat(client.completePendingCommand()).isTrue();
        client.disconnect();
        signal(process, "TERM");
        assertThat(exitCode(process)).isZero();
        assertThat(Files.readAllLines(xferlog)).hasSize(2).first().isEqualTo("older");
        assertThat(Files.readString(xferlog)).endsWith(" 127.0.0.1 7 /two_words a _ i a anonymous ftp 0 * c\n");
        assertThat(Files.readString(errors))
                .contains(" STOR /two words 7 bytes ")
                .doesNotContain("two_words");
    }

    @Test
    void shouldLogStrangersTextAsVisibleText() throws Exception {
        Process process = serveRoot("-v");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            BufferedReader replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            String nasty = "\u001b[2J\u2028\u202e\u009b";
            String[] lines = {"USER anonymous", "PASS x", nasty, "CWD " + nasty, "SIZE " + nasty, "QUIT"};
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n").getBytes(UTF_8));
            assertThat(replies.lines()).last().asString().startsWith("221");
        }
        signal(process, "TERM");
        assertThat(exitCode(process)).isZero();
        String log = Files.readString(errors);
        assertThat(log)
                .contains("Session 1 < CWD \\x1B[2J\\u2028\\u202E\\x9B\n")
                .doesNotContain("\u001b", "\u2028", "\u202e", "\u009b");
        assertThat(log.lines().filter(line -> !line.startsWith("\tat ") && !line.contains("StorageException")))
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [A-Z]+ +\\w+: .*"));
    }

    // ---- what is refused ----

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
        List<String> words = new ArrayList<>(List.of(root.toString(), "--port", "0"));
        if (options.startsWith("--port ")) {
            words.subList(1, 3).clear();
        }
        words.addAll(List.of(options.split(" ", 0)));

        Process process = serve(words.toArray(String[]::new));

        assertThat(exitCode(process)).as(Files.readString(errors)).isEqualTo(2);
        assertThat(Files.readAllLines(errors))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("sluice: ")
                .contains(message);
        assertThat(Files.readString(errors)).endsWith("Try 'sluice serve --help'.\n");
        assertThat(output).isEmptyFile();
    }

    @Test
    void shouldNotRepeatPasswordInMessage() throws Exception {
        exitCode(serve(root.toString(), "--user", ":secret"));
        assertThat(Files.readString(errors)).doesNotContain("secret");
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
        users = Optional.of(lines.replace(',', '\n'));
        assertThat(exitCode(serve(root.toString(), "--port", "0"))).isEqualTo(2);
        assertThat(Files.readString(errors)).startsWith("sluice: " + message).doesNotContain("secret");
    }

    @Test
    void shouldSayWhichFolderIsMissing() throws Exception {
        assertThat(exitCode(serve("no such folder"))).isEqualTo(2);
        assertThat(Files.readString(errors)).contains("There is no folder no such folder.");
    }

    @Test
    void shouldSayThatPortIsTaken() throws Exception {
        serveRoot();
        Process second = serve(root.toString(), "--port", Integer.toString(port()));
        assertThat(exitCode(second)).isEqualTo(1);
        assertThat(Files.readString(errors)).contains("Cannot listen on 127.0.0.1:" + port(), "Choose another --port");
    }

    @Test
    void shouldSayThatPortFileCannotBeWritten() throws Exception {
        Path nowhere = folder.resolve("nowhere/port");
        assertThat(exitCode(serve(root.toString(), "--port", "0", "--port-file", nowhere.toString())))
                .isEqualTo(1);
        assertThat(Files.readString(errors)).contains("Cannot write --port-file " + nowhere + ": ");
        assertThat(output).isEmptyFile();
    }
}
