package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample files keep their promise: a checkout or an editor could straighten them unnoticed. */
class SampleFilesTest {
    private static final Path ROOT = Path.of("..", "sample-files");
    private static final Path NAMES = ROOT.resolve("names");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with spaces in it.txt",
                "two  spaces.txt",
                " leading space",
                "trailing space ",
                "it's quoted.txt",
                "so-called \"file\".txt",
                "caf\u00e9.txt",
                "cafe\u0301.txt",
                "\uD83C\uDF0A wave.txt",
                ".hidden",
                "...",
                "-rf",
                "~",
                "100%.txt",
                "#1.txt",
                "what?.txt",
                "back\\slash.txt",
                "[x]*?",
                "{a,b}.txt",
                "a -> b"
            })
    void shouldHoldName(String name) throws IOException {
        assertThat(names(NAMES)).contains(name);
    }

    @Test
    void shouldHoldNamesOf255Bytes() throws IOException {
        List<Integer> lengths = names(NAMES).stream()
                .filter(name -> name.getBytes(UTF_8).length == 255)
                .map(String::length)
                .toList();
        assertThat(lengths).containsExactlyInAnyOrder(255, 85);
    }

    @Test
    void shouldHoldTheSameTextWithBothLineEnds() throws IOException {
        String lf = Files.readString(ROOT.resolve("text/lf.txt"));
        String crlf = Files.readString(ROOT.resolve("text/crlf.txt"));
        assertThat(lf).contains("\n").doesNotContain("\r");
        assertThat(crlf).isEqualTo(lf.replace("\n", "\r\n"));
    }

    @Test
    void shouldHoldTextsThatBreakLineReaders() throws IOException {
        assertThat(Files.readString(ROOT.resolve("text/no-final-newline.txt"))).doesNotEndWith("\n");
        assertThat(Files.readString(ROOT.resolve("text/mixed-line-ends.txt"))).contains("\r\r\n", "\n\r", "\rT");
        assertThat(Files.readString(ROOT.resolve("text/long-line.txt")).indexOf('\n'))
                .isGreaterThan(16_384);
    }

    @Test
    void shouldHoldEveryByteValue() throws IOException {
        byte[] bytes = Files.readAllBytes(ROOT.resolve("every-byte.bin"));
        assertThat(bytes).startsWith(0, 1, 2).endsWith(254, 254, 255, 255);
        assertThat(Files.size(ROOT.resolve("every-byte.bin"))).isEqualTo(4 * 256);
        for (int value = 0; value < 256; value++) {
            assertThat(bytes).contains(value);
        }
    }

    @Test
    void shouldHoldTheSmallestFiles() {
        assertThat(ROOT.resolve("empty-file")).isEmptyFile();
        assertThat(ROOT.resolve("one-byte")).hasSize(1);
    }

    @Test
    void shouldHoldPicture() throws IOException {
        assertThat(ImageIO.read(ROOT.resolve("sluice-gate.png").toFile())).isNotNull();
    }

    @Test
    void shouldHoldDeepPath() throws IOException {
        Path deep = ROOT.resolve("deep");
        try (Stream<Path> paths = Files.find(deep, Integer.MAX_VALUE, (path, is) -> is.isRegularFile())) {
            assertThat(paths.map(path -> deep.relativize(path).getNameCount())).containsExactly(21);
        }
    }

    @Test
    void shouldHoldFoldersThatTrapPathChecks() throws IOException {
        assertThat(names(ROOT)).contains("share", "share2", "nested");
        assertThat(names(ROOT.resolve("empty-folder"))).containsExactly(".gitkeep");
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toUnmodifiableSet());
        }
    }
}
