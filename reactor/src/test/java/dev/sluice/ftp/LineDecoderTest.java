package dev.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.ftp.LineDecoder.Fault;
import dev.sluice.ftp.LineDecoder.Line;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineDecoderTest {
    private static final int LIMIT = 16;

    private final LineDecoder decoder = new LineDecoder(LIMIT);

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\r\n", "NOOP\n"})
    void shouldEndALineAtCrLfAndAtLf(String wire) {
        assertThat(decode(wire)).containsExactly(good("NOOP"));
    }

    @Test
    void shouldLeaveWhatFollowsTheLineInTheBuffer() {
        ByteBuffer in = bytes("USER a\r\nPASS b\r\nQU");
        assertThat(decoder.next(in)).isEqualTo(good("USER a"));
        assertThat(in.position()).isEqualTo(8);
        assertThat(decoder.next(in)).isEqualTo(good("PASS b"));
        assertThat(decoder.next(in)).isNull();
        assertThat(in.hasRemaining()).isFalse();
        assertThat(decoder.heldBytes()).isEqualTo(2);
        assertThat(decoder.next(bytes("IT\r\n"))).isEqualTo(good("QUIT"));
        assertThat(decoder.heldBytes()).isZero();
    }

    @Test
    void shouldReadEmptyLinesTabsAndSpaces() {
        assertThat(decode("\r\n\n \r\nCWD \ta  \r\n"))
                .containsExactly(good(""), good(""), good(" "), good("CWD \ta  "));
    }

    @Test
    void shouldDecodeUtf8() {
        String text = "CWD é€\uD83D\uDE00\uFFFD";
        assertThat(decode((text + "\r\n").getBytes(UTF_8))).containsExactly(good(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00e9",
                "\u00c3",
                "\u00c0\u00af",
                "\u00ed\u00a0\u0080",
                "\u00e2\u0082",
                "\u00ef\u00bf\u00bd\u00e9"
            })
    void shouldReportMalformedUtf8AndShowItAsLatin1(String latin1) {
        assertThat(decode("CWD " + latin1 + "\r\n")).containsExactly(new Line("CWD " + latin1, Fault.NOT_UTF8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\0", "a\rb", "\r\r", "a\r"})
    void shouldReportNulAndBareCrAndKeepThem(String text) {
        assertThat(decode(text + "\r\n")).containsExactly(new Line(text, Fault.CONTROL));
    }

    @Test
    void shouldReadCrNulAsCr() {
        assertThat(decode("a\r\0b\r\n\r\0\r\n"))
                .containsExactly(new Line("a\rb", Fault.CONTROL), new Line("\r", Fault.CONTROL));
    }

    @Test
    void shouldKeepOtherControlCharacters() {
        assertThat(decode("CWD \u001b[2J\u007f\r\n")).containsExactly(good("CWD \u001b[2J\u007f"));
    }

    @Test
    void shouldAcceptALineOfExactlyTheLimit() {
        String full = "x".repeat(LIMIT);
        assertThat(decode(full + "\r\n" + full + "\n\t" + full.substring(1) + "\r\n"))
                .containsExactly(good(full), good(full), good("\t" + full.substring(1)));
    }

    @Test
    void shouldReportALineOverTheLimitOnceAndReadTheNext() {
        String over = "x".repeat(LIMIT + 1);
        Line tooLong = new Line("", Fault.TOO_LONG);
        assertThat(decode(over + "\r\nNOOP\r\n\t" + over + "\nNOOP\r\n" + "\0".repeat(1000) + "é\r\nNOOP\r\n"))
                .containsExactly(tooLong, good("NOOP"), tooLong, good("NOOP"), tooLong, good("NOOP"));
    }

    @Test
    void shouldHoldNothingOfAnEndlessLine() {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 10; i++) {
            assertThat(decoder.next(chunk.rewind())).isNull();
            assertThat(decoder.heldBytes()).isZero();
        }
        assertThat(decoder.next(bytes("\n"))).isEqualTo(new Line("", Fault.TOO_LONG));
        assertThat(decode("NOOP\r\n")).containsExactly(good("NOOP"));
    }

    @Test
    void shouldReadADoubledIacAsTheByte255() {
        assertThat(decode("CWD \u00ff\u00ff\r\n")).containsExactly(new Line("CWD \u00ff", Fault.NOT_UTF8));
    }

    @Test
    void shouldDropTelnetCommandsAndOptions() {
        assertThat(decode(
                        "\u00ff\u00fb\u0001NO\u00ff\u00fd\n\u00ff\u00fc\r\u00ff\u00fe\0O\u00ff\u00f1P\r\u00ff\u00f9\n"))
                .containsExactly(good("NOOP"));
    }

    @Test
    void shouldDropSubnegotiations() {
        assertThat(decode("NO\u00ff\u00fa\u0018\r\n\u00ff\u00ff\u00f0x\u00ff\u00f1y\u00ff\u00f0OP\r\n"))
                .containsExactly(good("NOOP"));
        String almostTooLong = "\u00ff\u00fa" + "x".repeat(LIMIT - 1) + "\u00ff\u00f0";
        assertThat(decode(almostTooLong + "NO" + almostTooLong + "OP\r\n")).containsExactly(good("NOOP"));
    }

    @Test
    void shouldEndAnEndlessSubnegotiationAsALineThatIsTooLong() {
        String endless = "\u00ff\u00fa" + "x".repeat(LIMIT + 1);
        assertThat(decode(endless + "\r\nNOOP\r\n")).containsExactly(new Line("", Fault.TOO_LONG), good("NOOP"));
    }

    @Test
    void shouldReadAborAfterATelnetInterrupt() {
        assertThat(decode("\u00ff\u00f4\u00ff\u00f2ABOR\r\n")).containsExactly(good("ABOR"));
        assertThat(decode("\u00ff\u00f4\u00ffABOR\r\n")).containsExactly(good("ABOR")); // DM was lost
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00f4\u00ffABOR", "\u00f4\u00f2ABOR", "\u00f2ABOR", "\u00ff\u00f4\u00f2ABOR"})
    void shouldReadAborAfterTelnetCommandsThatLostTheirIac(String line) {
        assertThat(decode(line + "\r\n")).containsExactly(good("ABOR"));
    }

    @Test
    void shouldTakeNothingElseForTelnetCommands() {
        assertThat(decode("\u00f4\u0080\u0080\u0080\r\n")).containsExactly(good("\udbc0\udc00"));
        assertThat(decode("\u00f4\u00e9\r\n")).containsExactly(new Line("\u00e9", Fault.NOT_UTF8));
        assertThat(decode("CWD \u00f4\r\n")).containsExactly(new Line("CWD \u00f4", Fault.NOT_UTF8));
    }

    @Test
    void shouldKeepTheByteAfterAnIacThatLostItsCommand() {
        assertThat(decode("\u00ff\u00ef\u00ff\u00f0\r\n")).containsExactly(new Line("\u00ef", Fault.NOT_UTF8));
        assertThat(decode("NOOP\u00ff\r\nNOOP\r\u00ff\n")).containsExactly(good("NOOP"), good("NOOP"));
    }

    @Test
    void shouldKnowNoTelnetInListings() {
        LineDecoder listing = LineDecoder.ofListing(LIMIT);
        assertThat(lines(listing, bytes("a\u00ff\u00ff\u00fa\r\nb\r\n\u00ff\n")))
                .containsExactly(
                        new Line("a\u00ff\u00ff\u00fa", Fault.NOT_UTF8), good("b"), new Line("\u00ff", Fault.NOT_UTF8));
    }

    @Test
    void shouldForgetEverythingOnReset() {
        for (String partial :
                List.of("USER x", "a\r", "\0", "\u00ff", "\u00ff\u00fb", "\u00ff\u00fa", "x".repeat(99))) {
            assertThat(decode(partial)).isEmpty();
            decoder.reset();
            assertThat(decoder.heldBytes()).isZero();
            assertThat(decode("\nNOOP\r\n")).containsExactly(good(""), good("NOOP"));
        }
    }

    @Test
    void shouldRefuseALimitBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LineDecoder(0))
                .withMessageContaining("0");
    }

    @Property
    void shouldGiveTheSameLinesHoweverTheBytesAreSplit(
            @ForAll("streams") byte[] stream, @ForAll List<@IntRange(max = 9) Integer> splits) {
        List<Line> whole = lines(new LineDecoder(LIMIT), ByteBuffer.wrap(stream));
        LineDecoder split = new LineDecoder(LIMIT);
        List<Line> pieces = new ArrayList<>();
        int start = 0;
        for (int length : splits) {
            int end = Math.min(start + length, stream.length);
            pieces.addAll(
                    lines(split, ByteBuffer.wrap(stream, start, end - start).slice()));
            assertThat(split.heldBytes()).isLessThanOrEqualTo(LIMIT + 1);
            start = end;
        }
        pieces.addAll(lines(split, ByteBuffer.wrap(stream, start, stream.length - start)));
        assertThat(pieces).isEqualTo(whole);
    }

    @Property
    void shouldGiveTheSameLinesByteByByteAndFromADirectBuffer(@ForAll("streams") byte[] stream) {
        List<Line> whole = lines(new LineDecoder(LIMIT), ByteBuffer.wrap(stream));
        LineDecoder decoder = new LineDecoder(LIMIT);
        List<Line> single = new ArrayList<>();
        for (byte b : stream) {
            single.addAll(lines(decoder, ByteBuffer.wrap(new byte[] {b})));
        }
        assertThat(single).isEqualTo(whole);
        ByteBuffer direct = ByteBuffer.allocateDirect(stream.length).put(stream).flip();
        assertThat(lines(new LineDecoder(LIMIT), direct)).isEqualTo(whole);
    }

    @Property
    void shouldGiveBackEveryLineOfText(@ForAll("texts") List<String> texts) {
        byte[] stream =
                texts.stream().map(text -> text + "\r\n").collect(joining()).getBytes(UTF_8);
        assertThat(lines(new LineDecoder(1000), ByteBuffer.wrap(stream)))
                .isEqualTo(texts.stream().map(LineDecoderTest::good).toList());
    }

    @Property
    void shouldKeepEveryLineWithinItsContract(@ForAll("streams") byte[] stream) {
        for (Line line : lines(new LineDecoder(LIMIT), ByteBuffer.wrap(stream))) {
            assertThat(line.text()).doesNotContain("\n").hasSizeLessThanOrEqualTo(LIMIT);
            if (line.fault() == Fault.NONE) {
                assertThat(line.text()).doesNotContain("\r", "\0");
                assertThat(line.text().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(LIMIT);
            }
        }
    }

    /** Bytes of which most mean something: to Telnet, to the line, or to UTF-8. */
    @Provide
    Arbitrary<byte[]> streams() {
        String telling = "\0\n\n\n\r\rab \t\u001b\u007f\u00c3\u00a9\u00ed\u00a0\u00bf\u00bd"
                + "\u00ef\u00f0\u00f1\u00f2\u00f4\u00fa\u00fb\u00fc\u00fd\u00fe\u00ff\u00ff";
        return Arbitraries.of(telling.chars().mapToObj(c -> (byte) c).toList())
                .array(byte[].class)
                .ofMaxSize(120);
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.strings()
                .ofMaxLength(40)
                .filter(s -> s.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0)
                        && UTF_8.newEncoder().canEncode(s))
                .list()
                .ofMaxSize(9);
    }

    private List<Line> decode(String latin1) {
        return lines(decoder, bytes(latin1));
    }

    private List<Line> decode(byte[] wire) {
        return lines(new LineDecoder(99), ByteBuffer.wrap(wire));
    }

    private static List<Line> lines(LineDecoder decoder, ByteBuffer in) {
        List<Line> lines = new ArrayList<>();
        for (Line line = decoder.next(in); line != null; line = decoder.next(in)) {
            lines.add(line);
        }
        assertThat(in.hasRemaining()).isFalse();
        return lines;
    }

    private static ByteBuffer bytes(String latin1) {
        return ByteBuffer.wrap(latin1.getBytes(ISO_8859_1));
    }

    private static Line good(String text) {
        return new Line(text, Fault.NONE);
    }
}
