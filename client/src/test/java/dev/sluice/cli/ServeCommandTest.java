package dev.sluice.cli;

import static dev.sluice.cli.ServeFixture.signal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice serve} as a process of its own: how it starts, what its options do, and what it logs. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS) // no signals
class ServeCommandTest {

    private static final Pattern ANNOUNCEMENT = Pattern.compile("Sluice serves (.*) at ftp://(.*):(\\d+)/, pid (\\d+)");

    @AutoClose
    private ServeFixture sluice;

    @BeforeEach
    void prepare(@TempDir Path folder) throws IOException {
        sluice = new ServeFixture(folder);
    }

    private List<String> leftInFolder() throws IOException {
        try (Stream<Path> all = Files.list(sluice.folder())) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    @Test
    void shouldTellPortAndProcess() throws Exception {
        Process process = sluice.serveRoot();

        assertThat(Files.readString(sluice.portFile())).matches("\\d+\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sluice.port())) {
            BufferedReader replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(replies.readLine()).startsWith("220 Sluice").contains("pid " + process.pid());
        }
        signal(process, "TERM");
        sluice.exitCode(process);
        Matcher said = ANNOUNCEMENT.matcher(Files.readString(sluice.output()).strip());
        assertThat(said.matches()).as(Files.readString(sluice.output())).isTrue();
        assertThat(said.group(1)).isEqualTo(sluice.root().toString());
        assertThat(said.group(2)).isEqualTo("127.0.0.1");
        assertThat(Integer.parseInt(said.group(4))).isEqualTo((int) process.pid());
    }

    @Test
    void shouldReplacePortFileInOneStep() throws Exception {
        Files.writeString(sluice.portFile(), "stale and much longer than a port\n");
        Path link = Files.createLink(sluice.folder().resolve("link"), sluice.portFile());
        Process process = sluice.serve(sluice.root().toString(), "--port", "0", "--port-file", "port");
        while (Files.isSameFile(sluice.portFile(), link)) {
            Thread.onSpinWait();
        }
        assertThat(Files.readString(sluice.portFile())).matches("\\d+\n");
        assertThat(Files.readString(link)).startsWith("stale");
        signal(process, "TERM");
        assertThat(sluice.exitCode(process)).isZero();
        assertThat(leftInFolder()).containsExactlyInAnyOrder("root", "link", "output", "errors");
    }

    @Test
    void shouldLetEverybodyOnThisMachineReadAndWrite() throws Exception {
        Process process = sluice.serveRoot();
        FTPClient client = sluice.client();
        assertThat(client.makeDirectory("new")).isTrue();
        assertThat(sluice.root().resolve("new")).isDirectory();
        client.disconnect();
        signal(process, "TERM");
        assertThat(sluice.exitCode(process)).isZero();
    }

    @Test
    void shouldTakeUsersFromEnvironmentWhereNobodySeesThem() throws Exception {
        sluice.users("ann:secret\n\nbob:two words:and a colon ");
        Process process = sluice.serveRoot("--user", "cleo:open");
        for (String[] user : new String[][] {{"ann", "secret"}, {"bob", "two words:and a colon "}, {"cleo", "open"}}) {
            FTPClient client = new FTPClient();
            client.setDefaultTimeout(20_000);
            client.connect("127.0.0.1", sluice.port());
            assertThat(client.login(user[0], user[1])).as(user[0]).isTrue();
            client.disconnect();
        }
        assertThat(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")))
                .contains("cleo")
                .doesNotContain("secret");
    }

    @Test
    void shouldNotTakeEmptyEnvironmentForUsers() throws Exception {
        sluice.users("");
        sluice.serveRoot();
        sluice.client().disconnect();
    }

    @ParameterizedTest
    @CsvSource({"--show-pid, true", "--no-show-pid, false", "--read-only, true"})
    void shouldTellProcessIdToStrangersAsToldTo(String option, boolean told) throws Exception {
        Process process = sluice.serveRoot(option);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sluice.port())) {
            BufferedReader replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(replies.readLine().contains("pid " + process.pid())).isEqualTo(told);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "slow"})
    void shouldServeWhateverTheDiskIsSaidToBe(String pace) throws Exception {
        sluice.serveRoot("--disk", pace);
        FTPClient client = sluice.client();
        assertThat(client.makeDirectory("folder")).isTrue();
        client.disconnect();
        assertThat(sluice.root().resolve("folder")).isDirectory();
    }

    @Test
    void shouldLetInWhoIsInPasswordFile() throws Exception {
        Path passwords = Files.createFile(
                sluice.folder().resolve("passwords"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThat(sluice.exitCode(sluice.serve(sluice.root().toString(), "--password-file", passwords.toString())))
                .isEqualTo(2);
        assertThat(Files.readString(sluice.errors())).contains("Nobody could log in");
        Files.writeString(passwords, "# them\nann:pass word\n");
        sluice.serveRoot("--password-file", passwords.toString(), "--user", "bob:secret", "--host", "0.0.0.0");

        assertThat(accepts("ann", "pass word")).isTrue();
        assertThat(accepts("bob", "secret")).isTrue();
        assertThat(accepts("anonymous", "guest@")).isFalse();
    }

    private boolean accepts(String name, String password) throws IOException {
        FTPClient client = new FTPClient();
        client.setDefaultTimeout(20_000);
        client.connect("127.0.0.1", sluice.port());
        boolean accepted = client.login(name, password);
        client.disconnect();
        return accepted;
    }

    @Test
    void shouldBanWhoGuesses() throws Exception {
        sluice.serveRoot("--ban-after", "2", "--ban-time", "1000");
        assertThat(accepts("ann", "guess")).isFalse();
        assertThatExceptionOfType(FTPConnectionClosedException.class).isThrownBy(() -> accepts("ann", "guess"));
        assertThatExceptionOfType(FTPConnectionClosedException.class)
                .isThrownBy(() -> accepts("anonymous", "guest@"))
                .withMessageContaining("421");
        while (!Files.readString(sluice.errors()).contains("Address banned")) {
            Thread.onSpinWait();
        }
        assertThat(Files.readAllLines(sluice.errors()))
                .anyMatch(line ->
                        line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  login: Login failed: "
                                + "account=\"ann\" address=127.0.0.1 reason=wrong-name-or-password"))
                .anyMatch(line -> line.endsWith(" login: Address banned: address=127.0.0.1 failures=2 seconds=1000"));
    }

    // ---- logs ----

    @Test
    void shouldAppendToXferlog() throws Exception {
        Path xferlog = Files.writeString(sluice.folder().resolve("xferlog"), "older\n");
        Process process = sluice.serveRoot("--xferlog", xferlog.toString());
        FTPClient client = sluice.client();
        try (OutputStream upload = client.storeFileStream("two words")) {
            upload.write("content".getBytes(UTF_8));
        }
        assertThat(client.completePendingCommand()).isTrue();
        client.disconnect();
        signal(process, "TERM");
        assertThat(sluice.exitCode(process)).isZero();
        assertThat(Files.readAllLines(xferlog)).hasSize(2).first().isEqualTo("older");
        assertThat(Files.readString(xferlog)).endsWith(" 127.0.0.1 7 /two_words a _ i a anonymous ftp 0 * c\n");
        assertThat(Files.readString(sluice.errors()))
                .contains(" STOR /two words 7 bytes ")
                .doesNotContain("two_words");
    }

    @Test
    void shouldLogStrangersTextAsVisibleText() throws Exception {
        Process process = sluice.serveRoot("-v");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sluice.port())) {
            BufferedReader replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            String nasty = "\u001b[2J\u2028\u202e\u009b";
            String[] lines = {"USER anonymous", "PASS x", nasty, "CWD " + nasty, "SIZE " + nasty, "QUIT"};
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n").getBytes(UTF_8));
            assertThat(replies.lines()).last().asString().startsWith("221");
        }
        signal(process, "TERM");
        assertThat(sluice.exitCode(process)).isZero();
        String log = Files.readString(sluice.errors());
        assertThat(log)
                .contains("Session 1 < CWD \\x1B[2J\\u2028\\u202E\\x9B\n")
                .doesNotContain("\u001b", "\u2028", "\u202e", "\u009b");
        assertThat(log.lines().filter(line -> !line.startsWith("\tat ") && !line.contains("StorageException")))
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [A-Z]+ +\\w+: .*"));
    }
}
