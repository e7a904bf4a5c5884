package dev.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyParserTest {
    private static final ReplyParser.Limits SMALL = new ReplyParser.Limits(20, 4, 30);

    private final ReplyParser parser = new ReplyParser(ReplyParser.Limits.DEFAULT);

    @Test
    void shouldReadRepliesOfOneLine() throws ProtocolException {
        assertThat(parse("220 Hello  \r\n230 In\n226\r\n200 \r\n"))
                .containsExactly(Reply.of(220, "Hello  "), Reply.of(230, "In"), Reply.of(226, ""), Reply.of(200, ""));
    }

    @Test
    void shouldReadTheExampleOfTheRfc() throws ProtocolException {
        assertThat(
                        parse(
                                "123-First line\r\nSecond line\r\n  234 A line beginning with numbers\r\n123 The last line\r\n"))
                .containsExactly(Reply.of(
                        123,
                        List.of("First line", "Second line", "  234 A line beginning with numbers", "The last line")));
    }

    @Test
    void shouldEndOnlyAtTheSameCodeAndASpace() throws ProtocolException {
        assertThat(parse("211-a\r\n212 b\r\n2110\r\n211-c\r\n\r\n211\r\n"))
                .containsExactly(Reply.of(211, List.of("a", "212 b", "2110", "c", "", "")));
    }

    @Test
    void shouldKeepTheSpaceOfFeatures() throws ProtocolException {
        assertThat(parse("211-Features:\r\n SIZE\r\n211 End\r\n"))
                .containsExactly(Reply.of(211, List.of("Features:", " SIZE", "End")));
    }

    @Test
    void shouldReadTextThatIsNotUtf8() throws ProtocolException {
        assertThat(parse("257 \"caf\u00e9\"\r\n")).containsExactly(Reply.of(257, "\"caf\u00e9\""));
        ByteBuffer utf8 = ByteBuffer.wrap("257 \"café\"\r\n".getBytes(UTF_8));
        assertThat(parser.next(utf8)).isEqualTo(Reply.of(257, "\"café\""));
    }

    @Test
    void shouldDropTelnetCommandsAndKeepControlCharacters() throws ProtocolException {
        assertThat(parse("\u00ff\u00fb\u0001220 a\u00ff\u00f1\0b\r\n")).containsExactly(Reply.of(220, "a\0b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "HTTP/1.1 400 Bad Request",
                "SSH-2.0-OpenSSH_9.2",
                "22 x",
                "099 x",
                "600 x",
                "2200 x",
                "22x y",
                "220x",
                " 220 x",
                "220\tx",
                "\u0662\u0662\u0660 x"
            })
    void shouldSayWhenItIsNotFtp(String line) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> parse(line + "\r\n"))
                .withMessageStartingWith("This is not an FTP server");
    }

    @Test
    void shouldQuoteLittleAndSafelyOfWhatItDoesNotUnderstand() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> parse("\u001b[2J" + "x".repeat(5000) + "\r\n"))
                .satisfies(
                        e -> assertThat(e.getMessage()).contains("'\\x1B[2Jxxx").hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({
        "220 .................#,20 bytes",
        "220-#.....................#,20 bytes",
        "220-a#b#c#d#220 e#,4 lines",
        "220-####,4 lines",
        "220-................#...............#,30 characters"
    })
    void shouldStopAtItsLimits(String wire, String limit) {
        ReplyParser small = new ReplyParser(SMALL);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> replies(small, bytes(wire.replace('#', '\n'))))
                .withMessageEndingWith(" of over " + limit + ", which is the limit");
        assertThat(small.isInsideReply()).isFalse();
    }

    @Test
    void shouldAcceptWhatIsWithinItsLimits() throws ProtocolException {
        String oneLine = "220 " + "x".repeat(16) + "\n";
        String characters = "220-" + "x".repeat(15) + "\n" + "y".repeat(15) + "\n220 z\n";
        String lines = "220-a\nb\nc\n220 d\n";
        assertThat(replies(new ReplyParser(SMALL), bytes(oneLine + characters + lines + characters)))
                .hasSize(4);
    }

    @Test
    void shouldForgetEverythingOnReset() throws ProtocolException {
        assertThat(parse("220-a\r\nb\r\n22")).isEmpty();
        assertThat(parser.isInsideReply()).isTrue();
        parser.reset();
        assertThat(parser.isInsideReply()).isFalse();
        assertThat(parse("230 In\r\n")).containsExactly(Reply.of(230, "In"));
    }

    @Test
    void shouldLeaveWhatFollowsTheReplyInTheBuffer() throws ProtocolException {
        ByteBuffer in = bytes("234 Go\r\n220 injected\r\n");
        assertThat(parser.next(in)).isEqualTo(Reply.of(234, "Go"));
        assertThat(in.remaining()).isEqualTo("220 injected\r\n".length());
        assertThat(parser.isInsideReply()).isFalse();
    }

    @Test
    void shouldRefuseLimitsBelowOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReplyParser.Limits(1, 0, 1));
    }

    @Property
    void shouldReadWhatReplyEncodes(
            @ForAll("replies") List<Reply> replies, @ForAll @IntRange(min = 1, max = 50) int step)
            throws ProtocolException {
        StringBuilder wire = new StringBuilder();
        for (Reply reply : replies) {
            wire.append(new String(reply.encode(), UTF_8));
        }
        byte[] bytes = wire.toString().getBytes(UTF_8);
        ReplyParser parser = new ReplyParser(ReplyParser.Limits.DEFAULT);
        List<Reply> read = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += step) {
            read.addAll(replies(parser, ByteBuffer.wrap(bytes, start, Math.min(step, bytes.length - start))));
        }
        assertThat(read).isEqualTo(replies);
    }

    @Property
    void shouldThrowNothingElseAndStayWithinItsLimits(@ForAll("streams") byte[] stream) {
        ReplyParser small = new ReplyParser(SMALL);
        try {
            for (Reply reply : replies(small, ByteBuffer.wrap(stream))) {
                assertThat(reply.lines()).hasSizeLessThanOrEqualTo(SMALL.lines());
                assertThat(reply.text()).hasSizeLessThanOrEqualTo(SMALL.characters() + SMALL.lineBytes());
            }
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<List<Reply>> replies() {
        Arbitrary<String> text = Arbitraries.strings().withChars("abcé \"(|).").ofMaxLength(30);
        return Combinators.combine(
                        Arbitraries.integers().between(100, 599),
                        text.list().ofMinSize(1).ofMaxSize(6))
                .as(Reply::of)
                .list()
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<byte[]> streams() {
        return Arbitraries.of(
                        "220",
                        "220-",
                        "220 ",
                        "211-",
                        "\r\n",
                        "\n",
                        "x",
                        "\u00ff",
                        "\u00ff\u00fa",
                        "\0",
                        "\r",
                        "é",
                        "xxxxxxxx")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts).getBytes(ISO_8859_1));
    }

    private List<Reply> parse(String latin1) throws ProtocolException {
        return replies(parser, bytes(latin1));
    }

    private static List<Reply> replies(ReplyParser parser, ByteBuffer in) throws ProtocolException {
        List<Reply> replies = new ArrayList<>();
        for (Reply reply = parser.next(in); reply != null; reply = parser.next(in)) {
            replies.add(reply);
        }
        assertThat(in.hasRemaining()).isFalse();
        return replies;
    }

    private static ByteBuffer bytes(String latin1) {
        return ByteBuffer.wrap(latin1.getBytes(ISO_8859_1));
    }
}
