package dev.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
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
import org.junit.jupiter.params.provider.CsvSource;

class NvtAsciiTest {
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "a,a",
        "aN,aRN",
        "NN,RNRN",
        "RN,RN",
        "aRNb,aRNb",
        "R,R",
        "aRbNc,aRbRNc",
        "RRN,RRN",
        "RNN,RNRN",
        "NR,RNR"
    })
    void shouldEncode(String local, String wire) {
        assertThat(encode(bytes(local), List.of(), 100)).isEqualTo(bytes(wire));
    }

    @ParameterizedTest
    @CsvSource({
        "'',''", "a,a", "aRN,aN", "RNRN,NN", "N,N", "NRN,NN", "R,R", "aR,aR", "aRb,aRb", "RRN,RN", "RRR,RRR", "RNR,NR",
        "R0,R0"
    })
    void shouldDecode(String wire, String local) {
        assertThat(decode(bytes(wire), List.of(), 100)).isEqualTo(bytes(local));
    }

    @Test
    void shouldStopWhereThereIsNoRoomForALine() {
        NvtAscii.Encoder encoder = new NvtAscii.Encoder();
        ByteBuffer src = ByteBuffer.wrap(bytes("aN"));
        ByteBuffer dst = ByteBuffer.allocate(2);
        encoder.encode(src, dst);
        assertThat(src.remaining()).isEqualTo(1);
        assertThat(dst.position()).isEqualTo(1);
        encoder.encode(src, dst.clear());
        assertThat(src.hasRemaining()).isFalse();
        assertThat(dst.array()).isEqualTo(bytes("RN"));
    }

    @Test
    void shouldWriteAWaitingCrOnceAtTheEnd() {
        NvtAscii.Decoder decoder = new NvtAscii.Decoder();
        ByteBuffer dst = ByteBuffer.allocate(9);
        decoder.decode(ByteBuffer.wrap(bytes("R")), dst);
        assertThat(dst.position()).isZero();
        decoder.finish(dst);
        decoder.finish(dst);
        assertThat(dst.position()).isEqualTo(1);
    }

    @Property
    void shouldEncodeTheSameHoweverItIsCut(
            @ForAll("texts") byte[] text,
            @ForAll("cuts") List<Integer> cuts,
            @ForAll @IntRange(min = 2, max = 9) int room) {
        byte[] wire = encode(text, cuts, room);
        assertThat(wire).isEqualTo(encode(text, List.of(), 1000));
        assertThat(encodedLength(text, cuts)).isEqualTo(wire.length);
    }

    @Property
    void shouldDecodeTheSameHoweverItIsCut(
            @ForAll("texts") byte[] text,
            @ForAll("cuts") List<Integer> cuts,
            @ForAll @IntRange(min = 1, max = 9) int room) {
        assertThat(decode(text, cuts, room)).isEqualTo(decode(text, List.of(), 1000));
    }

    @Property
    void shouldMakeEveryLineEndTheSame(@ForAll("texts") byte[] text) {
        String expected = string(text).replace("\r\n", "\n");
        byte[] wire = encode(text, List.of(), 1000);
        assertThat(string(wire)).isEqualTo(expected.replace("\n", "\r\n"));
        assertThat(string(decode(wire, List.of(), 1000))).isEqualTo(expected);
        assertThat(string(decode(text, List.of(), 1000))).isEqualTo(expected);
    }

    @Property
    void shouldDecodeInPlace(@ForAll("texts") byte[] text, @ForAll("cuts") List<Integer> cuts) {
        NvtAscii.Decoder decoder = new NvtAscii.Decoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocateDirect(text.length + 1);
        for (ByteBuffer chunk : chunks(text, cuts)) {
            buffer.clear().position(1);
            buffer.put(chunk).flip().position(1);
            ByteBuffer dst = buffer.duplicate().clear();
            decoder.decode(buffer, dst);
            assertThat(buffer.hasRemaining()).isFalse();
            drain(dst, out);
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        decoder.finish(last);
        drain(last, out);
        assertThat(out.toByteArray()).isEqualTo(decode(text, List.of(), 1000));
    }

    @Provide
    Arbitrary<byte[]> texts() {
        return Arbitraries.strings().withChars("\r\nab").ofMaxLength(60).map(s -> s.getBytes(ISO_8859_1));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 9).list().ofMaxSize(20);
    }

    private static byte[] encode(byte[] text, List<Integer> cuts, int room) {
        NvtAscii.Encoder encoder = new NvtAscii.Encoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer dst = ByteBuffer.allocate(room);
        for (ByteBuffer chunk : chunks(text, cuts)) {
            while (chunk.hasRemaining()) {
                encoder.encode(chunk, dst);
                drain(dst, out);
            }
        }
        return out.toByteArray();
    }

    private static long encodedLength(byte[] text, List<Integer> cuts) {
        NvtAscii.Encoder counter = new NvtAscii.Encoder();
        long length = 0;
        for (ByteBuffer chunk : chunks(text, cuts)) {
            length += counter.encodedLength(chunk);
            assertThat(chunk.hasRemaining()).isFalse();
        }
        return length;
    }

    private static byte[] decode(byte[] text, List<Integer> cuts, int room) {
        NvtAscii.Decoder decoder = new NvtAscii.Decoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer dst = ByteBuffer.allocate(room);
        for (ByteBuffer chunk : chunks(text, cuts)) {
            while (chunk.hasRemaining()) {
                decoder.decode(chunk, dst);
                drain(dst, out);
            }
        }
        decoder.finish(dst);
        drain(dst, out);
        return out.toByteArray();
    }

    private static List<ByteBuffer> chunks(byte[] text, List<Integer> cuts) {
        List<ByteBuffer> chunks = new ArrayList<>();
        int start = 0;
        for (int cut : cuts) {
            int end = Math.min(start + cut, text.length);
            chunks.add(ByteBuffer.wrap(text, start, end - start));
            start = end;
        }
        chunks.add(ByteBuffer.wrap(text, start, text.length - start));
        return chunks;
    }

    /** Moves what was written to the end of {@code out}. */
    private static void drain(ByteBuffer dst, ByteArrayOutputStream out) {
        dst.flip();
        while (dst.hasRemaining()) {
            out.write(dst.get());
        }
        dst.clear();
    }

    private static byte[] bytes(String marked) {
        return marked.replace('R', '\r').replace('N', '\n').replace('0', '\0').getBytes(ISO_8859_1);
    }

    private static String string(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
