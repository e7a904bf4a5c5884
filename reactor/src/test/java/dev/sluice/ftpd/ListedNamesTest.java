package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that LIST and NLST show, the paths that they take and the patterns that they match. */
@Timeout(60)
class ListedNamesTest {

    private static final Path SAMPLE_NAMES = Path.of("..", "sample-files", "names");

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
    }

    private List<String> names(String command) throws IOException {
        return Listing.lines(client.fetchText(command));
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

    @Test
    void shouldListEveryNameAsItIs() throws IOException {
        List<String> names = copySampleNames();

        assertThat(names("NLST names")).containsExactlyInAnyOrderElementsOf(prefixed("names/", names));
        assertThat(names("LIST names"))
                .extracting(line -> Listing.parse(line).group(7))
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
            assertThat(Listing.parse(names("LIST " + name).get(0)).group(7)).isEqualTo(name);
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
}
