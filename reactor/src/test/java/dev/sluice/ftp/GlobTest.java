package dev.sluice.ftp;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a,a",
                "*,a",
                "*,\"\"",
                "\"\",\"\"",
                "a*,a",
                "a*,abc",
                "*c,abc",
                "a*c,ac",
                "a*c,abcabc",
                "*b*,abc",
                "***,x",
                "a**c,abc",
                "?,a",
                "?,é",
                "?,😀",
                "??,ab",
                "*.txt,a.txt",
                "*.txt,a.b.txt",
                "*.*,a.b",
                "[abc],b",
                "[a-c],b",
                "[!a-c],d",
                "[]],]",
                "[!]],a",
                "[a-],-",
                "[-a],-",
                "[a-],a",
                "[\\]],]",
                "[a\\-c],-",
                "[!!],a",
                "[é-ü],ö",
                "[😀-😂],😁",
                "[,[",
                "[a,[a",
                "a[,a[",
                "[!,[!",
                "[],[]",
                "[!],[!]",
                "\\*,*",
                "\\?,?",
                "\\[a],[a]",
                "\\\\,\\",
                "a\\,a\\",
                "\\a,a",
                ".*,.profile",
                "\\.*,.profile",
                ".?,.a",
                "*a*b*c,xaxbxaxbxc",
                "a*?,ab",
                "*aab,aaab"
            })
    void shouldMatch(String pattern, String name) {
        assertThat(Glob.of(pattern).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a,b",
                "a,\"\"",
                "a,ab",
                "\"\",a",
                "a,A",
                "?,\"\"",
                "?,ab",
                "a?,a",
                "a*,ba",
                "*a,ab",
                "a*b*c,acb",
                "[abc],d",
                "[a-c],d",
                "[!a-c],b",
                "[c-a],b",
                "[a],ab",
                "[a\\-c],b",
                "[a,a",
                "\\*,a",
                "\\?,a",
                "[],a",
                "*,.profile",
                "?a,.a",
                "[.]a,.a",
                "[!x]a,.a",
                "*.txt,.txt",
                "**,.a",
                "?,.",
                "*.txt,a.txt2",
                "??,😀",
                "*[!😀]a,😀a"
            })
    void shouldNotMatch(String pattern, String name) {
        assertThat(Glob.of(pattern).matches(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a?", "[a]", "[", "\\*", "/dir/*.txt"})
    void shouldKnowAPattern(String text) {
        assertThat(Glob.isPattern(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a]", "a\\b", "{a,b}", ".a-!"})
    void shouldKnowAPlainName(String text) {
        assertThat(Glob.isPattern(text)).isFalse();
    }

    @Test
    @Timeout(value = 5, unit = SECONDS)
    void shouldNotBacktrackWithoutEnd() {
        String name = "a".repeat(255);
        for (int i = 0; i < 100; i++) {
            assertThat(Glob.of("*a".repeat(127) + "b").matches(name)).isFalse();
            assertThat(Glob.of("[".repeat(4000)).matches(name)).isFalse();
            assertThat(Glob.of("*".repeat(4000) + "b").matches(name)).isFalse();
        }
    }

    @Property
    void shouldMatchAsTheJdkDoes(@ForAll("patterns") String pattern, @ForAll("names") String name) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        assertThat(Glob.of(pattern).matches(name)).isEqualTo(matcher.matches(Path.of(name)));
    }

    @Property
    void shouldTakeAnyPattern(@ForAll("anything") String pattern, @ForAll("anything") String name) {
        Glob glob = Glob.of(pattern);
        assertThat(glob.matches(name)).isEqualTo(Glob.of(pattern).matches(name));
        assertThat(Glob.of(escaped(name)).matches(name)).isTrue();
        assertThat(Glob.of(escaped(name) + "*").matches(name)).isTrue();
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "c", "*", "?", "[ab]", "[!a]", "[a-b]", "\\a")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("abc").ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> anything() {
        return Arbitraries.strings().withChars("ab-*?[]!\\.\uD83D\uDE00").ofMaxLength(12);
    }

    private static String escaped(String name) {
        return name.replaceAll("[\\\\*?\\[]", "\\\\$0");
    }
}
