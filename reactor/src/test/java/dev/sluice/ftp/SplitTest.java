package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''        | ''    | ''",
                "' '       | ''    | ''",
                "'  '      | ''    | ' '",
                "'one'     | 'one' | ''",
                "'one '    | 'one' | ''",
                "'one  two'| 'one' | ' two'",
                "' one two'| ''    | 'one two'"
            })
    void shouldDivideAtTheFirstSpace(String text, String first, String rest) {
        assertThat(Split.firstWord(text)).isEqualTo(first);
        assertThat(Split.afterFirstWord(text)).isEqualTo(rest);
    }

    @Property
    void shouldSplitAsTheJdkDoes(
            @ForAll @CharRange(from = '+', to = '.') String text, @ForAll @IntRange(min = 1, max = 5) int most) {
        assertThat(Split.at('-', text, most)).isEqualTo(Arrays.asList(text.split("-", most)));
    }
}
