package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeValTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05.678Z,20260102030405.678",
        "2026-01-02T03:04:05Z,20260102030405",
        "2026-12-31T23:59:59.007999999Z,20261231235959.007",
        "2026-01-02T03:04:05.000999Z,20260102030405",
        "1970-01-01T00:00:00Z,19700101000000",
        "1969-12-31T23:59:59.5Z,19691231235959.500",
        "2024-02-29T12:00:00Z,20240229120000"
    })
    void shouldFormat(Instant time, String expected) {
        assertThat(TimeVal.format(time)).isEqualTo(expected);
    }

    @Test
    void shouldFormatTheNearestTimeThatHasAForm() {
        assertThat(TimeVal.format(Instant.MAX)).isEqualTo("99991231235959.999");
        assertThat(TimeVal.format(Instant.MIN)).isEqualTo("10000101000000");
    }

    @ParameterizedTest
    @CsvSource({
        "20260102030405,2026-01-02T03:04:05Z",
        "20260102030405.6,2026-01-02T03:04:05.6Z",
        "20260102030405.678,2026-01-02T03:04:05.678Z",
        "20260102030405.1234567899999,2026-01-02T03:04:05.123456789Z",
        "20161231235960,2017-01-01T00:00:00Z",
        "20161231235960.5,2017-01-01T00:00:00.5Z",
        "10000101000000,1000-01-01T00:00:00Z",
        "99991231235959,9999-12-31T23:59:59Z"
    })
    void shouldParse(String text, Instant expected) {
        assertThat(TimeVal.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026010203040",
                "202601020304055",
                "20260102030405.",
                "20260102030405.x",
                "20260102030405,5",
                "20260102030405.5 ",
                " 20260102030405",
                "20260102030405Z",
                "2026010203040x",
                "-2026010203040",
                "20261302030405",
                "20260002030405",
                "20260132030405",
                "20260100030405",
                "20260229030405",
                "20260102240405",
                "20260102036005",
                "20260102030461",
                "09991231235959",
                "2026-01-02T03:04:05Z",
                "\u0662\u0660260102030405"
            })
    void shouldRefuseWhatIsNotATime(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeVal.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @Property
    void shouldParseWhatItFormats(
            @ForAll @LongRange(min = -30_610_224_000_000L, max = 253_402_300_799_999L) long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        assertThat(TimeVal.parse(TimeVal.format(time))).isEqualTo(time);
    }

    @Property
    void shouldThrowNothingElse(@ForAll("almostTimes") String text) {
        try {
            assertThat(TimeVal.parse(text)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> almostTimes() {
        return Arbitraries.strings().withChars("0123456.").ofMinLength(12).ofMaxLength(20);
    }
}
