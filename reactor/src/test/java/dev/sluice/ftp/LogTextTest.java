package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LogTextTest {
    @Test
    void shouldEscapeControlCharacters() {
        assertThat(LogText.escape("a\r\nb\0\t\u001b[2J\u007f\u0085"))
                .isEqualTo("a\\x0D\\x0Ab\\x00\\x09\\x1B[2J\\x7F\\x85");
    }

    @Test
    void shouldEscapeWhatIsInvisibleOrReorders() {
        assertThat(LogText.escape("\u202efdp.exe\u2066\u200f\u061c\u2028\u2029\ufeff"))
                .isEqualTo("\\u202Efdp.exe\\u2066\\u200F\\u061C\\u2028\\u2029\\uFEFF");
        assertThat(LogText.escape("x\uD83D\n\uDC00\uDB40\uDC41")).isEqualTo("x\\uD83D\\x0A\\uDC00\\uDB40\\uDC41");
    }

    @Test
    void shouldKeepText() {
        String text = "naïve 文件 \uD83D\uDE00 e\u0301 \"q\"";
        assertThat(LogText.escape(text)).isEqualTo(text);
        String ascii = "RETR a b";
        assertThat(LogText.escape(ascii)).isSameAs(ascii);
    }

    @Test
    void shouldEscapeTheBackslashSoThatEscapesCannotBeForged() {
        assertThat(LogText.escape("a\\x0Ab")).isEqualTo("a\\\\x0Ab");
    }

    @Property
    void shouldLeaveOneLineThatCannotBeAmbiguous(@ForAll String one, @ForAll String other) {
        String escaped = LogText.escape(one);
        assertThat(escaped.codePoints().noneMatch(Character::isISOControl)).isTrue();
        assertThat(escaped.equals(LogText.escape(other))).isEqualTo(one.equals(other));
    }

    @Test
    void shouldLeaveWhatWasEscapedBefore() {
        String text = "\u001b[2J \\ \u202e \ud83d\ude00";
        String once = LogText.escape(text);
        assertThat(LogText.escapeInvisible(once)).isEqualTo(once);
        assertThat(LogText.escapeInvisible(text)).isEqualTo("\\x1B[2J \\ \\u202E \ud83d\ude00");
    }
}
