package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class PortRangeTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"30000-30099, 30000, 30099", "1-65535, 1, 65535", "00021-00022, 21, 22", "5-5, 5, 5"})
    void shouldReadRange(String text, int first, int last) {
        assertThat(PortRange.parse(text)).isEqualTo(new PortRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "5",
                "5-",
                "-5",
                "1-2-3",
                " 1-2",
                "1-2 ",
                "1 - 2",
                "+1-2",
                "0-1",
                "2-1",
                "1-65536",
                "1-99999999999"
            })
    void shouldReadNothingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PortRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"1-9, false", "1-10, true", "10-20, true", "15-15, true", "20-30, true", "21-30, false", "1-99, true"})
    void shouldKnowWhatItSharesWithAnother(String text, boolean overlaps) {
        assertThat(PortRange.parse(text).overlaps(new PortRange(10, 20))).isEqualTo(overlaps);
        assertThat(PortRange.ANY.overlaps(PortRange.parse(text))).isFalse();
    }

    @Test
    void shouldReadWhatTheSystemUses() throws IOException {
        Path file = Files.writeString(folder.resolve("range"), "32768\t60999\n");
        assertThat(PortRange.ephemeral(file)).contains(new PortRange(32_768, 60_999));
        assertThat(PortRange.ephemeral(Files.writeString(file, "what"))).isEmpty();
        assertThat(PortRange.ephemeral(folder.resolve("nowhere"))).isEmpty();
    }

    @Test
    void shouldWarnOfRangeThatTheSystemUsesToo() throws Exception {
        PortRange system = PortRange.ephemeral(PortRange.EPHEMERAL).orElse(PortRange.ANY);
        assumeTrue(!system.isAny() && system.first() > 1, "the system does not tell");
        try (Capture log = new Capture(FtpService.class.getName())) {
            PortRange below = new PortRange(1, system.first() - 1);
            ServerFixture.start(settings -> settings.ftp(options -> options.passivePorts(below)))
                    .close();
            assertThat(log.others()).isEmpty();
            PortRange across = new PortRange(system.first() - 1, system.first());
            ServerFixture.start(settings -> settings.ftp(options -> options.passivePorts(across)))
                    .close();
            assertThat(log.next()).contains(across + " will be busy at times", system.toString());
        }
    }
}
