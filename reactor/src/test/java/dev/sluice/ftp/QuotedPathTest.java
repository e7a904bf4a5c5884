package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedPathTest {
    @Test
    void shouldDoubleQuotes() {
        assertThat(QuotedPath.quote("/usr/dm")).isEqualTo("\"/usr/dm\"");
        assertThat(QuotedPath.quote("/a\"b\"")).isEqualTo("\"/a\"\"b\"\"\"");
    }

    @Test
    void shouldFindThePath() {
        assertThat(QuotedPath.parse("\"/usr/dm\" is the current directory")).isEqualTo("/usr/dm");
        assertThat(QuotedPath.parse("Now in \"/a\"\"b\"\"\" (\"home\")")).isEqualTo("/a\"b\"");
        assertThat(QuotedPath.parse("\"\" is strange")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/usr/dm", "\"", "\"/usr", "\"/usr\"\"", "\"\"\"", "it's"})
    void shouldRefuseTextWithoutQuotedPath(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> QuotedPath.parse(text));
    }

    @Property
    void shouldParseWhatItQuotes(@ForAll("paths") String path, @ForAll("comments") String comment) {
        assertThat(QuotedPath.parse(QuotedPath.quote(path) + comment)).isEqualTo(path);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings().withChars("/ab\" ").ofMaxLength(20);
    }

    @Provide
    Arbitrary<String> comments() {
        return Arbitraries.of("", " is current", " \"x\"", " created.");
    }
}
