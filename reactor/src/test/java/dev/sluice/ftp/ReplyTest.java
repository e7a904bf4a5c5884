package dev.sluice.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
    @Test
    void shouldEncodeOneLine() {
        assertThat(wire(Reply.of(220, "Sluice ready, pid 42"))).isEqualTo("220 Sluice ready, pid 42\r\n");
        assertThat(wire(Reply.of(200, ""))).isEqualTo("200 \r\n");
    }

    @Test
    void shouldEncodeSeveralLines() {
        assertThat(wire(Reply.of(211, List.of("Features:", " SIZE", " UTF8", "End"))))
                .isEqualTo("211-Features:\r\n SIZE\r\n UTF8\r\n211 End\r\n");
        assertThat(wire(Reply.of(211, List.of("No features", "End")))).isEqualTo("211-No features\r\n211 End\r\n");
    }

    @Test
    void shouldIndentMiddleLinesThatLookLikeTheLast() {
        assertThat(wire(Reply.of(123, List.of("First", "123 Middle", "4567", "12x", "Last"))))
                .isEqualTo("123-First\r\n 123 Middle\r\n 4567\r\n12x\r\n123 Last\r\n");
    }

    @Test
    void shouldNotLetTextForgeALine() {
        assertThat(wire(Reply.of(550, "a\r\n226 Done\0\n"))).isEqualTo("550 a??226 Done??\r\n");
        assertThat(wire(Reply.of(211, List.of("a", "\n211 x", "b")))).isEqualTo("211-a\r\n?211 x\r\n211 b\r\n");
    }

    @Test
    void shouldEncodeUtf8() {
        assertThat(Reply.of(257, "é\uD83D\uDE00").encode()).isEqualTo("257 é\uD83D\uDE00\r\n".getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"150,1", "226,2", "331,3", "426,4", "550,5", "100,1", "199,1", "200,2", "299,2", "599,5"})
    void shouldTellTheKindByTheFirstDigit(int code, int digit) {
        Reply reply = Reply.of(code, "x");
        assertThat(List.of(
                        reply.isPreliminary(),
                        reply.isCompletion(),
                        reply.isIntermediate(),
                        reply.isTransientError(),
                        reply.isPermanentError()))
                .isEqualTo(List.of(digit == 1, digit == 2, digit == 3, digit == 4, digit == 5));
    }

    @Test
    void shouldJoinItsLines() {
        assertThat(Reply.of(211, List.of("a", "b")).text()).isEqualTo("a\nb");
        assertThat(Reply.of(220, "hello")).hasToString("220 hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 600, 1000})
    void shouldRefuseACodeThatIsNone(int code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.of(code, "x"))
                .withMessageContaining(String.valueOf(code));
    }

    @Test
    void shouldRefuseNoLines() {
        assertThatIllegalArgumentException().isThrownBy(() -> Reply.of(200, List.of()));
    }

    @Property
    void shouldAlwaysBeOneReplyOnTheWire(
            @ForAll @IntRange(min = 100, max = 599) int code, @ForAll @NotEmpty List<String> lines) {
        String wire = wire(Reply.of(code, lines));
        assertThat(wire).endsWith("\r\n").doesNotContain("\0");
        String[] sent = wire.split("\r\n", -1);
        assertThat(sent).hasSize(lines.size() + 1);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(sent[i]).doesNotContain("\r", "\n");
            assertThat(sent[i].matches("(?s)" + code + "( .*)?")).isEqualTo(i == lines.size() - 1);
        }
    }

    private static String wire(Reply reply) {
        return new String(reply.encode(), UTF_8);
    }
}
