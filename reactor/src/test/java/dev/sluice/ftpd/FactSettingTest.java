package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The facts that clients may set: MFMT, MFF, SITE CHMOD and SITE UTIME. */
@Timeout(60)
class FactSettingTest {

    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        client = fixture.login();
        file = fixture.file("file", "one\ntwo\r\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private Instant modified() throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MFMT 20010203040506 file                                                | 213 Modify=20010203040506; file",
                "MFMT 20010203040506 /file                                               | 213 Modify=20010203040506; /file",
                "MFF modify=20010203040506; file                                         | 213 modify=20010203040506; file",
                "MFF modify=20010203040506 file                                          | 213 modify=20010203040506 file",
                "MFF Modify=20010203040506;UNIX.mode=0644; file                          | 213 Modify=20010203040506;UNIX.mode=0644; file",
                "SITE UTIME 20010203040506 file                                          | 200 Time is set.",
                "site utime 20010203040506 file                                          | 200 Time is set.",
                "SITE UTIME file 20200101000000 20010203040506 20200101000000 UTC        | 200 Time is set."
            })
    void shouldSetTime(String command, String answer) throws IOException {
        assertThat(client.command(command).text()).isEqualTo(answer);
        assertThat(modified()).isEqualTo(LONG_AGO);
        assertThat(client.command("MDTM file").message()).isEqualTo("20010203040506");
    }

    @Test
    void shouldSetTimeToTheMinute() throws IOException {
        client.command("SITE UTIME 200102030405 file").expect(200);
        assertThat(modified()).isEqualTo(LONG_AGO.minusSeconds(6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SITE CHMOD 640 file",
                "SITE CHMOD 0640 /file",
                "MFF UNIX.mode=640; file",
                "MFF unix.mode=0640 file",
                "MFF unix.mode=777;UNIX.mode=640; file"
            })
    void shouldSetMode(String command) throws IOException {
        assertThat(client.command(command).code()).isBetween(200, 213);
        assertThat(mode()).isEqualTo("rw-r-----");
    }

    @ParameterizedTest
    @CsvSource({
        "MFMT 20011332000000 file, 501",
        "MFMT 20010203 file, 501",
        "SITE UTIME 20011332000000 file, 501",
        "SITE UTIME 2001 file, 501",
        "SITE CHMOD 888 file, 501",
        "SITE CHMOD u+w file, 501",
        "MFF size=5; file, 504",
        "MFF modify=20010203040506;size=5; file, 504",
        "MFF modify=20010203040506;UNIX.mode=9; file, 501",
        "MFF modify=2001; file, 501",
        "MFMT 20010203040506 missing, 550",
        "MFF modify=20010203040506; missing, 550"
    })
    void shouldSetNothingWhenAnythingIsWrong(String command, int code) throws IOException {
        Instant before = modified();
        client.command(command).expect(code);
        assertThat(modified()).isEqualTo(before);
        assertThat(mode()).isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " leading",
                "trailing ",
                "two words",
                "a; b=c",
                "next\u0085line",
                "paragraph\u2029",
                "20010203040506"
            })
    void shouldSetFactsOfAnyName(String name) throws IOException {
        file = fixture.file(name, "");
        for (String command : List.of(
                "MFMT 20010203040506 " + name,
                "MFF modify=20010203040506; " + name,
                "SITE UTIME 20010203040506 " + name,
                "SITE UTIME " + name + " 20200101000000 20010203040506 20200101000000 UTC")) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            assertThat(client.command(command).code()).as(command).isBetween(200, 213);
            assertThat(modified()).as(command).isEqualTo(LONG_AGO);
        }
        client.command("SITE CHMOD 600 " + name).expect(200);
        assertThat(mode()).isEqualTo("rw-------");
    }
}
