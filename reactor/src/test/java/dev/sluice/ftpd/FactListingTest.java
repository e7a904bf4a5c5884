package dev.sluice.ftpd;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.account.Rights;
import dev.sluice.ftpd.Client.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MLST, MLSD and OPTS MLST (RFC 3659 §7): the value of each fact, who sees which permissions, and names of all kinds. */
@Timeout(60)
class FactListingTest {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
    private static final String ALL = "type;size;modify;create;perm;unique;UNIX.mode;";

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
    }

    /** Facts by name, in the case that they have on the wire, and under the empty name what follows them. */
    private static Map<String, String> parse(String line) {
        Map<String, String> facts = new TreeMap<>();
        int end = line.indexOf(' ');
        facts.put("", line.substring(end + 1));
        assertThat(line.substring(0, end)).matches("([^=; ]+=[^; ]*;)*");
        for (String fact : line.substring(0, end).split(";", 0)) {
            facts.put(fact.substring(0, fact.indexOf('=')), fact.substring(fact.indexOf('=') + 1));
        }
        return facts;
    }

    private Map<String, String> mlst(Client who, String path) throws IOException {
        Answer answer = who.command("MLST " + path).expect(250);
        assertThat(answer.lines()).hasSize(3);
        assertThat(answer.lines().get(1)).startsWith(" ");
        return parse(answer.lines().get(1).substring(1));
    }

    private Map<String, String> mlst(String path) throws IOException {
        return mlst(client, path);
    }

    // ---- facts ----

    @Test
    void shouldTellEveryFactOfFile() throws IOException {
        Path file = fixture.file("file", "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
        client.command("OPTS MLST " + ALL).expect(200);

        Map<String, String> facts = mlst("file");

        assertThat(facts).containsOnlyKeys("", "type", "size", "modify", "create", "perm", "unique", "UNIX.mode");
        assertThat(facts)
                .containsEntry("type", "file")
                .containsEntry("size", "7")
                .containsEntry("modify", "20010203040506")
                .containsEntry("perm", "adfrw")
                .containsEntry("UNIX.mode", "0640")
                .containsEntry("", "/file");
        FileTime created = (FileTime) Files.getAttribute(file, "creationTime", NOFOLLOW_LINKS);
        assertThat(facts.get("create")).isEqualTo(TIME.format(created.toInstant()));
    }

    @Test
    void shouldTellFactsOfFolderButNoSize() throws IOException {
        Path folder = Files.createDirectory(fixture.root().resolve("folder"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x--x"));

        Map<String, String> facts = mlst("folder");

        assertThat(facts).doesNotContainKey("size");
        assertThat(facts)
                .containsEntry("type", "dir")
                .containsEntry("perm", "cdeflmp")
                .containsEntry("UNIX.mode", "0751")
                .containsEntry("", "/folder");
    }

    @Test
    void shouldTellOfTheRootThatItStays() throws IOException {
        assertThat(mlst("/"))
                .containsEntry("type", "dir")
                .containsEntry("perm", "celmp")
                .containsEntry("", "/");
        client.command("RMD /").expect(550);
        client.command("RNFR /").expect(550);
        client.command("RNTO /elsewhere").expect(503);
    }

    @Test
    void shouldGiveOneUniqueNamePerFile() throws IOException {
        Path file = fixture.file("file", "");
        Files.createLink(fixture.root().resolve("same"), file);
        Files.createSymbolicLink(fixture.root().resolve("link"), file);
        fixture.file("other", "");

        String unique = mlst("file").get("unique");

        assertThat(unique).isNotEmpty();
        assertThat(mlst("same")).containsEntry("unique", unique);
        assertThat(mlst("link")).containsEntry("unique", unique).containsEntry("type", "file");
        assertThat(mlst("other").get("unique")).isNotEqualTo(unique);
    }

    @Test
    void shouldTellTheSameInBothCommands() throws IOException {
        fixture.file("folder/file", "content");
        Files.createDirectory(fixture.root().resolve("folder/inner"));
        client.command("OPTS MLST " + ALL).expect(200);

        String[] lines = client.fetchText("MLSD folder").split("\r\n", 0);

        assertThat(lines).hasSize(2);
        for (String line : lines) {
            Map<String, String> listed = parse(line);
            Map<String, String> single = mlst("folder/" + listed.get(""));
            assertThat(single.put("", listed.get(""))).isEqualTo("/folder/" + listed.get(""));
            assertThat(single).isEqualTo(listed);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void shouldOfferOnlyWhatIsAllowed(boolean readRights, boolean readOnly) throws IOException {
        try (ServerFixture other = ServerFixture.start(settings ->
                settings.anonymous(readRights ? Rights.READ : Rights.WRITE).readOnly(readOnly))) {
            other.file("folder/file", "");
            Client reader = other.login();

            assertThat(mlst(reader, "folder")).containsEntry("perm", "el");
            assertThat(mlst(reader, "folder/file")).containsEntry("perm", "r");
            assertThat(reader.fetchText("MLSD folder")).contains("perm=r;");
            assertThat(mlst(reader, "/")).containsEntry("perm", "el");
        }
    }

    @Test
    void shouldOfferEverythingToTheOwnerOfAnAccount() throws IOException {
        try (ServerFixture other = ServerFixture.start(settings -> settings.anonymous(Rights.READ))) {
            other.file("file", "");
            assertThat(mlst(other.client().login("alice", "secret"), "file")).containsEntry("perm", "adfrw");
        }
    }

    // ---- OPTS MLST ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MLST type;size;             | MLST OPTS type;size;     | type=file;size=7;",
                "MLST size;type;             | MLST OPTS type;size;     | type=file;size=7;",
                "MLST SIZE                   | MLST OPTS size;          | size=7;",
                "mlst Type;UNIX.MODE         | MLST OPTS type;UNIX.mode;| type=file;UNIX.mode=0600;",
                "MLST size;color;media-type; | MLST OPTS size;          | size=7;",
                "MLST color;                 | MLST OPTS                | ''",
                "MLST                        | MLST OPTS                | ''"
            })
    void shouldTellChosenFacts(String options, String reply, String facts) throws IOException {
        Path file = fixture.file("file", "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThat(client.command("OPTS " + options).expect(200).message()).isEqualTo(reply);

        assertThat(client.command("MLST file").expect(250).lines().get(1)).isEqualTo(" " + facts + " /file");
        assertThat(client.fetchText("MLSD")).isEqualTo(facts + " file\r\n");
    }

    @Test
    void shouldMarkChosenFactsInFeat() throws IOException {
        assertThat(client.command("FEAT").text())
                .contains("\n MLST type*;size*;modify*;create;perm*;unique*;UNIX.mode*;\n");
        client.command("OPTS MLST create;").expect(200);
        assertThat(client.command("FEAT").text()).contains("\n MLST type;size;modify;create*;perm;unique;UNIX.mode;\n");
        client.command("OPTS MLST type size").expect(501);
        assertThat(client.command("FEAT").text()).contains("create*;");
    }

    @Test
    void shouldForgetChoiceOnReinitialization() throws IOException {
        client.command("OPTS MLST create;").expect(200);
        client.command("REIN").expect(220);
        assertThat(client.command("FEAT").text()).contains("type*;").contains("create;");
    }

    // ---- names ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "café",
                "cafe\u0301",
                "水門.txt",
                "🌊 wave.txt",
                " leading",
                "trailing ",
                "size=1;type=dir; name",
                "250 End",
                "so-called \"file\"",
                "next\u0085line",
                "-la",
                "[x]*?"
            })
    void shouldTellNameAsItIs(String name) throws IOException {
        fixture.file("folder/" + name, "x");
        client.command("CWD folder").expect(250);

        assertThat(mlst(name)).containsEntry("", "/folder/" + name).containsEntry("size", "1");
        assertThat(parse(client.fetchText("MLSD").replace("\r\n", ""))).containsEntry("", name);
    }

    @Test
    void shouldListCurrentAndNamedFolder() throws IOException {
        fixture.file("folder/file", "");
        for (String folder : List.of("folder", "/folder", "folder/", "./folder", "folder/../folder")) {
            assertThat(client.fetchText("MLSD " + folder)).endsWith("; file\r\n");
        }
        client.command("CWD folder").expect(250);
        assertThat(client.fetchText("MLSD")).endsWith("; file\r\n");
        assertThat(mlst(".")).containsEntry("", "/folder");
        assertThat(client.command("MLST").expect(250).lines().get(1)).endsWith(" /folder");
    }

    @Test
    void shouldSendNothingOfEmptyFolder() throws IOException {
        assertThat(client.fetch("MLSD")).isEmpty();
    }

    @Test
    void shouldRefuseFolderThatIsFileOrMissing() throws IOException {
        fixture.file("file", "");
        client.extendedPassivePort();
        assertThat(client.command("MLSD file").expect(501).text()).contains("/file is not a directory");
        client.command("MLSD missing").expect(550);
        client.command("MLSD *").expect(550);
        client.command("MLST missing").expect(550);
        client.command("MLST file/below").expect(550);
        client.command("NOOP").expect(200);
    }
}
