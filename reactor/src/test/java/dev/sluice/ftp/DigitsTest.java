package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "007, 7", "999999999999999999, 999999999999999999"})
    void shouldReadNumber(String text, long number) {
        assertThat(Digits.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1 ", "0x1", "1000000000000000000", "٣"})
    void shouldReadNothingElse(String text) {
        assertThat(Digits.parse(text)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"000, 0", "644, 420", "07777, 4095"})
    void shouldReadOctalNumber(String text, int number) {
        assertThat(Digits.parseOctal(text, 3, 5)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "648", "-44", "6 4", "007777"})
    void shouldReadNoOtherOctalNumber(String text) {
        assertThat(Digits.parseOctal(text, 3, 5)).isEqualTo(-1);
    }
}
