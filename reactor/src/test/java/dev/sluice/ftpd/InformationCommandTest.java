package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ftpd.Client.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server tells of itself and of single files. */
@Timeout(60)
class InformationCommandTest {

    private static final String PID = Long.toString(ProcessHandle.current().pid());
    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
        file = fixture.file("file", "one\ntwo\r\n");
    }

    // ---- the server ----

    @Test
    void shouldTellItsProcess() throws IOException {
        assertThat(fixture.client().answer().expect(220).text())
                .startsWith("220 Sluice")
                .contains("pid " + PID);
        assertThat(client.command("SITE PID").expect(200).message()).isEqualTo("pid " + PID);
        assertThat(client.command("STAT").expect(211).text()).contains("pid " + PID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "SYST", "STAT", "HELP", "HELP SITE", "FEAT", "NOOP", "LANG", "OPTS MLST type;", "SITE PID"})
    void shouldKeepItsProcessFromStrangersWhenToldTo(String command) throws IOException {
        try (ServerFixture discreet =
                ServerFixture.start(settings -> settings.ftp(options -> options.tellProcessId(false)))) {
            Client stranger = discreet.client();
            Client.Answer answer = stranger.answer().expect(220);
            if (!command.isEmpty()) {
                answer = stranger.command(command);
            }
            assertThat(answer.text()).doesNotContain(PID, "pid ");
            Client user = discreet.login();
            assertThat(user.command("SITE PID").expect(200).message()).isEqualTo("pid " + PID);
            assertThat(user.command("STAT").expect(211).text()).contains("pid " + PID);
        }
    }

    @Test
    void shouldTellItsProcessToStrangersOnLoopbackAlone() throws IOException {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        try (ServerFixture open = ServerFixture.start(settings -> settings.ftp(everywhere))) {
            assertThat(open.client(InetAddress.getLoopbackAddress())
                            .answer()
                            .expect(220)
                            .text())
                    .isEqualTo("220 Sluice FTP server ready.");
        }
        try (ServerFixture told = ServerFixture.start(
                settings -> settings.ftp(options -> options.address(everywhere).tellProcessId(true)))) {
            assertThat(told.client(InetAddress.getLoopbackAddress())
                            .answer()
                            .expect(220)
                            .text())
                    .isEqualTo("220 Sluice FTP server ready, pid " + PID + ".");
        }
    }

    @Test
    void shouldOfferFeaturesThatItHas() throws IOException {
        List<String> lines = client.command("FEAT").expect(211).lines();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("211 End");
        List<String> features = lines.subList(1, lines.size() - 1);
        assertThat(features)
                .allMatch(line -> line.matches(" [A-Z0-9]+( \\S.*)?"))
                .isSorted();
        Set<String> verbs = features.stream()
                .map(line -> line.strip().split(" ", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(verbs.removeAll(Set.of("TVFS", "UTF8")))
                .as("features that are no command")
                .isTrue();
        assertThat(new CommandTable().all()).extracting(Command::verb).containsAll(verbs);
        assertThat(client.command("SITE HELP").text()).contains(" SITE CHMOD ", " SITE UTIME ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AVBL", "EPRT", "EPSV", "HASH", "LANG", "MDTM", "MFF", "MFMT", "MLST", "REST", "SIZE", "XCRC", "XMD5",
                "XSHA1", "XSHA256", "XSHA512", "CLNT"
            })
    void shouldNameItsExtensionsInFeat(String verb) throws IOException {
        assertThat(client.command("FEAT").text()).containsPattern("\n " + verb + "[ \n]");
    }

    @Test
    void shouldListCommandsInHelpAndSyntaxOfEach() throws IOException {
        Answer all = client.command("HELP").expect(214);
        for (Command command : new CommandTable().all()) {
            assertThat(all.text()).contains(" " + command.verb() + " ");
        }
        assertThat(all.lines()).allMatch(line -> line.length() <= 80);
        assertThat(client.command("HELP stor").expect(214).message()).isEqualTo("Syntax: STOR <file>");
        assertThat(client.command("HELP NOOP").expect(214).message()).isEqualTo("Syntax: NOOP");
        client.command("HELP FOO").expect(502);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SYST         | 215 UNIX Type: L8",
                "LANG         | 200 Replies are in English.",
                "LANG en-GB   | 200 Replies are in English.",
                "LANG fr      | 504 Only EN is spoken here.",
                "CLNT lftp/4  | 200 Noted.",
                "HOST example | 504 There are no virtual hosts here; go on with USER.",
                "OPTS UTF8 on | 200 Names are UTF-8.",
                "OPTS UTF-8   | 200 Names are UTF-8.",
                "OPTS UTF8 off| 504 Names are always UTF-8 here (RFC 2640)."
            })
    void shouldAnswer(String command, String answer) throws IOException {
        assertThat(client.command(command).text()).isEqualTo(answer);
    }

    // ---- STAT ----

    @Test
    void shouldTellStateOfSession() throws IOException {
        Client guest = fixture.client();
        guest.answer().expect(220);
        assertThat(guest.command("STAT").expect(211).text()).contains(" Not logged in", "TYPE: ASCII");
        Files.createDirectory(fixture.root().resolve("folder"));
        client.command("CWD folder").expect(250);
        assertThat(client.command("STAT").expect(211).text())
                .contains(
                        " Connected from 127.0.0.1",
                        " Logged in as anonymous",
                        " Current directory: /folder",
                        " TYPE: Image; STRU: File; MODE: Stream",
                        " No transfer under way");
    }

    @ParameterizedTest
    @CsvSource({
        "file, 213, 1",
        "/file, 213, 1",
        "-l file, 213, 1",
        "folder, 212, 2",
        "-la folder, 212, 2",
        "f*, 212, 2",
        "folder/*.txt, 212, 1",
        "*nothing, 212, 0"
    })
    void shouldListPathInStat(String argument, int code, int entries) throws IOException {
        fixture.file("folder/a.txt", "");
        fixture.file("folder/226 Transfer complete.", "");
        Answer answer = client.command("STAT " + argument).expect(code);
        List<String> lines = answer.lines();
        assertThat(lines).hasSize(entries + 2);
        assertThat(lines.subList(1, entries + 1)).allMatch(line -> line.matches(" [-d]rw.*"));
        client.command("NOOP").expect(200);
    }

    @Test
    void shouldKeepStatOfLargeFolderShort() throws IOException {
        for (int i = 0; i < 1_001; i++) {
            fixture.file("folder/" + i, "");
        }
        List<String> lines = client.command("STAT folder").expect(212).lines();
        assertThat(lines).hasSize(1_000 + 3);
        assertThat(lines.get(1_001)).contains("and more");
        Files.delete(fixture.root().resolve("folder/7"));
        assertThat(client.command("STAT folder").lines()).hasSize(1_000 + 2);
        assertThat(client.command("STAT folder/1*").text()).doesNotContain("and more");
    }

    @Test
    void shouldTellProgressOfUpload() throws IOException {
        try (Wire data = client.passive()) {
            client.command("STOR new").expect(150);
            data.write(new byte[1_000]);
            while (!client.command("STAT").expect(211).text().contains("\n STOR /new: 1000 bytes transferred\n")) {
                Thread.onSpinWait();
            }
            data.end();
            client.answer().expect(226);
        }
    }

    // ---- one file ----

    @Test
    void shouldTellSizeAsTypeHasIt() throws IOException {
        assertThat(client.command("SIZE file").expect(213).message()).isEqualTo("9");
        client.command("TYPE A").expect(200);
        String sent = client.command("SIZE file").expect(213).message();
        assertThat(sent)
                .isEqualTo(Integer.toString(client.fetch("RETR file").length))
                .isNotEqualTo("9");
        client.command("SIZE /").expect(550);
        client.command("SIZE missing").expect(550);
    }

    @Test
    void shouldTellTimeInWholeSeconds() throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.plusMillis(999)));
        assertThat(client.command("MDTM file").expect(213).message()).isEqualTo("20010203040506");
        client.command("MDTM /").expect(550);
    }

    @Test
    void shouldTellRoomLeft() throws IOException {
        long before = fixture.root().toFile().getTotalSpace();
        for (String path : List.of("", " /", " file")) {
            assertThat(Long.parseLong(client.command("AVBL" + path).expect(213).message()))
                    .isBetween(0L, before);
        }
        client.command("AVBL missing").expect(550);
    }
}
