package dev.sluice.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.text.ByteSize;
import dev.sluice.text.Json;
import java.net.InetAddress;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, rates, addresses and times, as they are read and written. */
class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "1KiB, 1024",
        "1k, 1000",
        "1kB, 1000",
        "2.5MB, 2500000",
        "64 MiB, 67108864",
        "1GiB, 1073741824",
        "1tb, 1000000000000"
    })
    void shouldReadSizes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1e3", "KiB", "1 XB", "1..2", "i", "99999999999TiB"})
    void shouldRefuseWhatIsNoSize(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1 KiB", "1536, 1.50 KiB", "1073741824, 1 GiB"})
    void shouldWriteSizes(long bytes, String text) {
        assertThat(ByteSize.formatBinary(bytes)).isEqualTo(text);
    }

    @Test
    void shouldReadRates() {
        assertThat(ByteSize.parseRate("2MB/s")).isEqualTo(2_000_000);
        assertThatThrownBy(() -> ByteSize.parseRate("0")).hasMessageContaining("no rate");
    }

    @ParameterizedTest
    @CsvSource({"10..20, 15", "'1..1048576,log', 1024"})
    void shouldSpreadSizesAroundTheirMiddle(String text, double median) {
        Sizes sizes = Sizes.parse(text);
        SplittableRandom random = new SplittableRandom(3);
        long[] picks = new long[9999];
        for (int i = 0; i < picks.length; i++) {
            picks[i] = sizes.pick(random);
            assertThat(picks[i]).isBetween(sizes.min(), sizes.max());
        }
        assertThat((double) LoadResult.Spread.of(picks).median()).isBetween(median * 0.8, median * 1.25);
    }

    @Test
    void shouldReadNetworks() throws Exception {
        assertThat(Sources.parse("127.0.0.9")).containsExactly(InetAddress.getByName("127.0.0.9"));
        assertThat(Sources.parse("127.0.1.77/30"))
                .containsExactly(InetAddress.getByName("127.0.1.77"), InetAddress.getByName("127.0.1.78"));
        assertThat(Sources.parse("127.0.0.0/8")).hasSize(65_536);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "127.0.0", "127.0.0.256", "127.0.0.0/31", "127.0.0.0/x", "::1"})
    void shouldRefuseWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Sources.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("127.0.0.0/24");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "1000, 1.00 us",
        "12340, 12.3 us",
        "999499, 999 us",
        "999500, 1.00 ms",
        "1234567890, 1.23 s",
        "123456789000, 123 s"
    })
    void shouldWriteTimesWithThreeDigits(long nanos, String text) {
        assertThat(TextReport.time(nanos)).isEqualTo(text);
    }

    @Test
    void shouldWriteJson() {
        assertThat(Json.page(List.of(1, 2.5, true, "a\"\\\n\u00e9\ud83d\ude00", Double.NaN, List.of())))
                .isEqualTo("[\n  1,\n  2.5,\n  true,\n  \"a\\\"\\\\\\u000a\u00e9\ud83d\ude00\",\n  null,\n  []\n]\n");
    }
}
