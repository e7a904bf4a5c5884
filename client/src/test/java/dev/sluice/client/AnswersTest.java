package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.ftp.Reply;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final int LONG = 8 * 1024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sluice FTP server ready, pid 4711.",
                "pid 4711",
                "PID: 4711",
                "pid  =4711",
                "rapid 5, pid_ 6, pids 7, pid 4711",
                "pid is not told; pid 4711",
                "(pid=4711)"
            })
    void shouldFindProcessId(String text) {
        assertThat(Answers.processId(Reply.of(220, text))).hasValue(4711);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "pid", "pid ", "Welcome", "rapid 4711", "pid4711", "pid is 4711", "pid 99999999999999999999"
            })
    void shouldCopeWithoutProcessId(String text) {
        assertThat(Answers.processId(Reply.of(220, text))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHA-256 0-1234 B5BB9D80 name     | b5bb9d80",
                "B5BB9D80                         | b5bb9d80",
                "crc is B5BB9D80.                 | b5bb9d80",
                "0-12345678 deadbeef 12345678     | deadbeef",
                "b5bb9d8 b5bb9d80                 | b5bb9d80",
                "xb5bb9d80 b5bb9d80_ (b5bb9d80) deadbeef | deadbeef"
            })
    void shouldFindDigest(String text, String digest) {
        assertThat(Answers.digest(Reply.of(250, text))).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "done", "b5bb9d8", "b5bb9d80é", "  (b5bb9d80)"})
    void shouldMissDigest(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.digest(Reply.of(250, text)))
                .withMessageContaining("no checksum");
    }

    private static Stream<String> longTexts() {
        return Stream.of("a", " ", "pid", "pid ", "abcdef0 ", "=;", "-").map(part -> part.repeat(LONG / part.length()));
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void shouldNotTireOfLongText(String text) {
        assertThat(Answers.processId(Reply.of(220, text))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Answers.digest(Reply.of(250, text)));
    }
}
