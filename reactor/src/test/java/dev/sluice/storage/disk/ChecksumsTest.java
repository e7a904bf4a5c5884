package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.Checksums;
import dev.sluice.storage.Checksums.Algorithm;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"LOCAL", "MEMORY"})
class ChecksumsTest {
    @Parameter
    TestDisk disk;

    private Fixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private String sum(Algorithm algorithm, long start, long end) throws IOException {
        try (OpenFile file = fixture.store.openRead(path("/f"))) {
            Checksums.Progress progress = Checksums.begin(algorithm, file, start, end);
            boolean done = false;
            while (!done) {
                done = progress.advance(100_000);
            }
            return progress.hex();
        }
    }

    @Test
    void shouldMatchThePublishedValues() throws IOException {
        fixture.file("f", "123456789");

        assertThat(sum(Algorithm.CRC32, 0, 9)).isEqualTo("cbf43926");
        assertThat(sum(Algorithm.MD5, 0, 9)).isEqualTo("25f9e794323b453885f5181f1b624d0b");
        assertThat(sum(Algorithm.SHA1, 0, 9)).isEqualTo("f7c3bc1d808e04732adf679965ccc34ca7ae3441");
        assertThat(sum(Algorithm.SHA256, 0, 9))
                .isEqualTo("15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
        assertThat(sum(Algorithm.SHA512, 0, 9))
                .isEqualTo("d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274a"
                        + "d27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85");
        assertThat(sum(Algorithm.CRC32, 0, 0)).isEqualTo("00000000");
        assertThat(sum(Algorithm.MD5, 9, 9)).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    }

    @Test
    void shouldSumRangesOfLongFiles() throws Exception {
        byte[] bytes = new byte[1_234_567];
        new Random(1).nextBytes(bytes);
        Files.write(fixture.root.resolve("f"), bytes);

        for (int[] range : new int[][] {{0, bytes.length}, {1, 262_145}, {262_144, 524_288}, {1_000_000, 1_000_001}}) {
            CRC32 crc = new CRC32();
            crc.update(bytes, range[0], range[1] - range[0]);
            assertThat(sum(Algorithm.CRC32, range[0], range[1])).isEqualTo(String.format("%08x", crc.getValue()));
            byte[] slice = Arrays.copyOfRange(bytes, range[0], range[1]);
            assertThat(sum(Algorithm.SHA256, range[0], range[1]))
                    .isEqualTo(HexFormat.of()
                            .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                    .digest(slice)));
        }
    }

    @Test
    void shouldRefuseRangesOutsideTheFile() throws IOException {
        fixture.file("f", "123456789");

        assertThat(reason(() -> sum(Algorithm.MD5, 0, 10))).isEqualTo(Reason.BAD_RANGE);
        assertThat(reason(() -> sum(Algorithm.MD5, -1, 3))).isEqualTo(Reason.BAD_RANGE);
        assertThat(reason(() -> sum(Algorithm.MD5, 5, 4))).isEqualTo(Reason.BAD_RANGE);
    }

    @Test
    void shouldGoOnByWhatWasAskedFor() throws IOException {
        Files.write(fixture.root.resolve("f"), new byte[1_000_000]);

        try (OpenFile file = fixture.store.openRead(path("/f"))) {
            Checksums.Progress progress = Checksums.begin(Algorithm.MD5, file, 0, file.size());
            assertThat(progress.advance(300_000)).isFalse();
            assertThat(progress.advance(400_000)).isFalse();
            assertThat(progress.advance(300_000)).isTrue();
        }
    }

    @Test
    void shouldSayWhenTheFileBecameShorter() throws IOException {
        Path local = fixture.file("f", "123456789");

        try (OpenFile file = fixture.store.openRead(path("/f"))) {
            Files.write(local, new byte[3], StandardOpenOption.TRUNCATE_EXISTING);
            Checksums.Progress progress = Checksums.begin(Algorithm.MD5, file, 0, 9);
            assertThat(reason(() -> progress.advance(9))).isEqualTo(Reason.IO);
        }
    }
}
