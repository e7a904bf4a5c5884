package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ftpd.Client.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LIST and NLST (RFC 959 §4.1.3, RFC 1123 §4.1.2.7): their options, patterns and names, and folders that are large or change. */
class ListCommandTest {

    private static final Path SAMPLE_NAMES = Path.of("..", "sample-files", "names");
    private static final Pattern LINE = Pattern.compile("([-dp][-rwxsStT]{9}) +(\\d+) (\\S+) +(\\S+) +(\\d+)"
            + " ([A-Z][a-z]{2} [ \\d]\\d (?:\\d\\d:\\d\\d| \\d{4})) (.*)");
    private static final Pattern MOVED = Pattern.compile("(?s).*: (\\d+) bytes transferred.*");

    private ServerFixture fixture;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        fixture = ServerFixture.start();
        client = fixture.login();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private static List<String> lines(String listing) {
        assertThat(listing).matches("(?s)(.*\r\n)?");
        return listing.isEmpty() ? List.of() : List.of(listing.split("\r\n"));
    }

    private List<String> names(String command) throws IOException {
        return lines(client.fetchText(command));
    }

    private static Matcher parse(String line) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }

    private List<String> copySampleNames() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> samples = Files.list(SAMPLE_NAMES)) {
            for (Path sample : samples.toList()) {
                String name = sample.getFileName().toString();
                fixture.file("names/" + name, "content of " + name);
                names.add(name);
            }
        }
        assertThat(names).contains("[x]*?", " leading space", "trailing space ", "-rf");
        return names;
    }

    // ---- the form of LIST ----

    @Test
    void shouldShowWhatLsShows() throws IOException {
        Path file = fixture.file("file", "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));

        Matcher line = parse(names("LIST").get(0));

        assertThat(line.group(1)).isEqualTo("-rw-r-----");
        assertThat(line.group(2)).isEqualTo("1");
        assertThat(line.group(3)).as("no account of the server's").isEqualTo("ftp");
        assertThat(line.group(4)).isEqualTo("ftp");
        assertThat(line.group(5)).isEqualTo("7");
        assertThat(line.group(6)).isEqualTo("Feb  3  2001");
        assertThat(line.group(7)).isEqualTo("file");
    }

    @Test
    void shouldShowFoldersAndRecentTimes() throws IOException {
        Path folder = Files.createDirectory(fixture.root().resolve("folder"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

        Matcher line = parse(names("LIST").get(0));

        assertThat(line.group(1)).isEqualTo("drwxr-x---");
        assertThat(line.group(6)).matches("[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d");
    }

    @Test
    void shouldListTheSameOverActiveConnections() throws IOException {
        fixture.file("file", "content");
        String passive = client.fetchText("LIST");
        try (var listener = client.listen()) {
            client.command(Client.portCommand(listener)).expect(200);
            client.command("LIST").expect(150);
            try (Wire data = client.accept(listener)) {
                assertThat(data.readToEnd()).asString().isEqualTo(passive);
            }
            client.answer().expect(226);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " .", " /empty", " -la", " *", " ./*", " -a *", " /empty/"})
    void shouldSendNothingOfEmptyFolder(String argument) throws IOException {
        Files.createDirectory(fixture.root().resolve("empty"));
        client.command("CWD empty").expect(250);
        assertThat(client.fetch("LIST" + argument)).isEmpty();
        assertThat(client.fetch("NLST" + argument)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "-la missing", "missing/", "missing/*", "file/*", "file/below", "*/x"})
    void shouldNotFindMissingFolder(String argument) throws IOException {
        fixture.file("file", "content");
        client.extendedPassivePort();
        client.command("LIST " + argument).expect(550);
        client.command("NLST " + argument).expect(550);
        client.command("STAT " + argument).expect(550);
    }

    // ---- options ----

    @ParameterizedTest
    @ValueSource(strings = {"-a", "-l", "-la", "-al", "-a -l", "-1", "-lh", "-alt", "-A", "-la "})
    void shouldTakeOptionsOfLs(String options) throws IOException {
        fixture.file("folder/.hidden", "");
        fixture.file("folder/file", "");
        for (String verb : List.of("LIST", "NLST")) {
            assertThat(names(verb + " " + options)).isEqualTo(names(verb)).hasSize(1);
            assertThat(names(verb + " " + options.strip() + " folder"))
                    .isEqualTo(names(verb + " folder"))
                    .hasSize(2);
        }
    }

    @Test
    void shouldTakeOptionsBeforePattern() throws IOException {
        fixture.file("a.txt", "");
        fixture.file("b.md", "");
        assertThat(names("NLST -la *.txt")).containsExactly("a.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-rf", "-x", "--", "-", "-la.txt"})
    void shouldTakeWhatIsNoOptionForName(String name) throws IOException {
        fixture.file(name, "");
        fixture.file("other", "");
        assertThat(names("NLST " + name)).containsExactly(name);
        assertThat(names("NLST -a " + name)).containsExactly(name);
    }

    @Test
    void shouldReachFileNamedLikeOptionByItsPath() throws IOException {
        fixture.file("-la", "");
        fixture.file("other", "");
        assertThat(names("NLST ./-la")).containsExactly("./-la");
        assertThat(names("NLST /-la")).containsExactly("/-la");
    }

    @Test
    void shouldKeepSpacesOfNameAfterOptions() throws IOException {
        fixture.file(" leading", "");
        fixture.file("  two", "");
        assertThat(names("NLST  leading")).containsExactly(" leading");
        assertThat(names("NLST -a  leading")).containsExactly(" leading");
        assertThat(names("NLST -a -l   two")).containsExactly("  two");
    }

    // ---- names ----

    @Test
    void shouldListEveryNameAsItIs() throws IOException {
        List<String> names = copySampleNames();

        assertThat(names("NLST names")).containsExactlyInAnyOrderElementsOf(prefixed("names/", names));
        assertThat(names("LIST names"))
                .extracting(line -> parse(line).group(7))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void shouldFindEveryNameByItsPathAndInItsFolder() throws IOException {
        List<String> names = copySampleNames();
        for (String name : names) {
            assertThat(names("NLST names/" + name)).containsExactly("names/" + name);
        }
        client.command("CWD names").expect(250);
        for (String name : names) {
            assertThat(names("NLST " + name)).containsExactly(name);
            assertThat(parse(names("LIST " + name).get(0)).group(7)).isEqualTo(name);
        }
    }

    @Test
    void shouldGiveNamesThatNextCommandTakes() throws IOException {
        copySampleNames();
        for (String folder : List.of("names", "names/", "/names", "./names", "names/.", "names/*")) {
            List<String> listed = names("NLST " + folder);
            assertThat(listed).isNotEmpty();
            for (String path : listed) {
                assertThat(client.fetchText("RETR " + path))
                        .isEqualTo("content of " + path.substring(path.lastIndexOf('/') + 1));
            }
        }
    }

    @Test
    void shouldListOddControlCharactersAsTheyAre() throws IOException {
        List<String> names =
                List.of("\u001b[31mred", "bell\u0007", "next\u0085line", "paragraph\u2029", "tab\t", "\u202egnp");
        for (String name : names) {
            fixture.file(name, "");
        }
        assertThat(names("NLST")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(client.fetchText("NLST *\u0085*")).isEqualTo("next\u0085line\r\n");
    }

    private static List<String> prefixed(String prefix, List<String> names) {
        return names.stream().map(name -> prefix + name).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'', file",
        "., ./file",
        "./, ./file",
        "/folder, /folder/file",
        "../folder, ../folder/file",
        "file, file",
        "/folder/file, /folder/file",
        "*, file",
        "/folder/*, /folder/file",
        "//folder//*, //folder//file",
        "file/, file",
        "*/, file",
        "../folder/file//, ../folder/file"
    })
    void shouldPrefixNames(String argument, String expected) throws IOException {
        fixture.file("folder/file", "");
        client.command("CWD folder").expect(250);
        assertThat(names("NLST " + argument)).containsExactly(expected);
        client.command("SIZE " + expected).expect(213);
    }

    // ---- patterns ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.txt       | a.txt b.txt ab.txt",
                "?.txt       | a.txt b.txt",
                "[ab].txt    | a.txt b.txt",
                "[!a].txt    | b.txt",
                "[a-c]*      | a.txt b.txt ab.txt c.md",
                ".*          | .hidden",
                "*.*.*       | ",
                "nothing*    | ",
                "*           | a.txt b.txt ab.txt c.md sub",
                "sub/*       | sub/x.txt sub/y",
                "sub/*.txt   | sub/x.txt",
                "/sub/*      | /sub/x.txt /sub/y",
                "su[b]       | sub",
                "\\[*        | "
            })
    void shouldMatchPattern(String pattern, String expected) throws IOException {
        for (String name : List.of("a.txt", "b.txt", "ab.txt", "c.md", ".hidden", "sub/x.txt", "sub/y")) {
            fixture.file(name, "");
        }
        List<String> names = expected == null ? List.of() : List.of(expected.split(" "));
        assertThat(names("NLST " + pattern)).containsExactlyInAnyOrderElementsOf(names);
        assertThat(names("LIST " + pattern)).hasSameSizeAs(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[x]*?", "what?.txt", "*", "[ab]"})
    void shouldPreferFileThatIsNamedLikePattern(String name) throws IOException {
        fixture.file(name, "");
        fixture.file("x and more", "");
        fixture.file("whatX.txt", "");
        fixture.file("a", "");
        assertThat(names("NLST " + name)).containsExactly(name);
        Files.delete(fixture.root().resolve(name));
        assertThat(names("NLST " + name)).isNotEmpty().doesNotContain(name);
    }

    @Test
    void shouldNeverShowParts() throws IOException {
        try (Wire data = client.passive()) {
            client.command("STOR file").expect(150);
            data.write(new byte[] {1});
            while (!client.command("STAT").expect(211).text().contains(": 1 bytes transferred")) {
                Thread.onSpinWait();
            }
            client.command("ABOR").expect(426);
            client.answer().expect(226);
        }
        String part = fixture.parts().get(0);
        for (String argument : List.of("", " -a", " *", " .*", " .sluice*", " *.part")) {
            assertThat(names("LIST" + argument)).isEmpty();
            assertThat(names("NLST" + argument)).isEmpty();
            if (!argument.isEmpty()) {
                assertThat(client.command("STAT" + argument).expect(212).lines())
                        .hasSize(2);
            }
        }
        assertThat(names("MLSD")).isEmpty();
        client.extendedPassivePort();
        client.command("LIST " + part).expect(550);
        client.command("NLST ./" + part).expect(550);
        client.command("MLST " + part).expect(550);
        fixture.keepParts();
    }

    // ---- large folders, and folders that change ----

    private static List<String> manyNames(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (100_000 + i) + "n".repeat(244))
                .toList();
    }

    private static void make(ServerFixture fixture, List<String> names) throws IOException {
        for (String name : names) {
            Files.createFile(fixture.root().resolve(name));
        }
    }

    /** Asks for a listing and reads none of it; returns how many bytes the server got rid of until it stalled. */
    private static long stall(Client client, String command) throws IOException {
        client.command(command).expect(150);
        long before = -1;
        for (long moved = moved(client); moved != before || moved == 0; moved = moved(client)) {
            before = moved;
        }
        return before;
    }

    private static long moved(Client client) throws IOException {
        Answer status = client.command("STAT").expect(211);
        Matcher matcher = MOVED.matcher(status.text());
        assertThat(matcher.matches()).as(status.text()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST", "NLST *n"})
    void shouldStreamLargeFolderInOneBuffer(String command) throws IOException {
        List<String> names = manyNames(25_000);
        try (ServerFixture turned = ServerFixture.turn(settings -> settings)) {
            make(turned, names);
            Client slow = turned.login();
            try (Wire data = slow.passive()) {
                long moved = stall(slow, command);
                assertThat(turned.usage().buffersLent()).isEqualTo(1);
                String listing = new String(data.readToEnd(), UTF_8);
                slow.answer().expect(226);
                assertThat(moved).isLessThan(listing.length());
                assertThat(lines(listing).stream()
                                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                                .sorted())
                        .isEqualTo(names);
            }
        }
    }

    /** What happens to a folder. */
    private interface Change {
        void to(ServerFixture folder) throws IOException;
    }

    /** The lines of a listing of {@code names} that was begun before a change and read after it. */
    private static List<String> listedDespite(String command, List<String> names, Change change) throws IOException {
        try (ServerFixture turned = ServerFixture.turn(settings -> settings)) {
            make(turned, names);
            Client slow = turned.login();
            try (Wire data = slow.passive()) {
                stall(slow, command);
                change.to(turned);
                List<String> listed = lines(new String(data.readToEnd(), UTF_8));
                slow.answer().expect(226);
                return listed;
            }
        }
    }

    private static void delete(ServerFixture fixture, List<String> names) throws IOException {
        for (String name : names) {
            Files.delete(fixture.root().resolve(name));
        }
    }

    @Test
    void shouldListFolderThatChangesMeanwhile() throws IOException {
        List<String> names = manyNames(25_000);

        List<String> listed = listedDespite("NLST", names, folder -> {
            delete(folder, names.subList(0, 5_000));
            make(folder, List.of("late"));
        });

        Set<String> once = new HashSet<>(listed);
        assertThat(once).hasSameSizeAs(listed);
        assertThat(once.containsAll(names.subList(5_000, names.size()))).isTrue();
        once.removeAll(Set.copyOf(names));
        assertThat(once).isSubsetOf("late");
    }

    @Test
    void shouldGoOnAfterFolderWasEmptiedMeanwhile() throws IOException {
        List<String> names = manyNames(25_000);

        assertThat(listedDespite("LIST", names, folder -> delete(folder, names)))
                .hasSizeLessThan(names.size())
                .allMatch(line -> LINE.matcher(line).matches());
    }
}
