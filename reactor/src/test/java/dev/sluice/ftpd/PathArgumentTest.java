package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands with a path have in common. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathArgumentTest {

    private static final String LONG_NAME = "n".repeat(256);

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client writer;

    @BeforeAll
    void start() throws IOException {
        fixture.file("file", "content");
        writer = fixture.client().login("alice", "secret");
    }

    private static Stream<String> pathCommands() {
        return Stream.of(
                "CWD",
                "XCWD",
                "RMD",
                "XRMD",
                "DELE",
                "RNFR",
                "RETR",
                "SIZE",
                "MDTM",
                "MLST",
                "MLSD",
                "LIST",
                "NLST",
                "STAT",
                "HASH",
                "XCRC",
                "XMD5",
                "XSHA1",
                "XSHA256",
                "XSHA512",
                "AVBL",
                "MFMT 20200101000000",
                "MFF modify=20200101000000;",
                "SITE CHMOD 644",
                "SITE UTIME 20200101000000");
    }

    @ParameterizedTest
    @MethodSource("pathCommands")
    void shouldNotFindMissingPath(String command) throws IOException {
        assertThat(writer.command(command + " missing").expect(550).text()).contains("/missing: no such file");
        writer.command(command + " missing/too").expect(550);
        writer.command(command + " file/below").expect(550);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RETR", "SIZE", "MDTM", "DELE", "HASH", "XCRC", "STOR", "APPE"})
    void shouldNotTakeDirectoryForFile(String command) throws IOException {
        writer.command("EPSV").expect(229);
        assertThat(writer.command(command + " /").expect(550).text()).contains("is a directory");
    }

    private static Stream<String> namingCommands() {
        return Stream.concat(pathCommands(), Stream.of("MKD", "XMKD"));
    }

    @ParameterizedTest
    @MethodSource("namingCommands")
    void shouldRefuseImpossibleName(String command) throws IOException {
        writer.command(command + " " + LONG_NAME).expect(553);
        writer.command(command + " a/" + LONG_NAME + "/b").expect(553);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOR", "APPE", "STOU"})
    void shouldRefuseImpossibleNameOfUpload(String command) throws IOException {
        writer.command("EPSV").expect(229);
        writer.command(command + " " + LONG_NAME).expect(553);
        writer.command(command + " .sluice-0.part").expect(553);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RETR file", "STOR new", "APPE new", "STOU", "LIST", "NLST", "MLSD"})
    void shouldAskForDataConnection(String line) throws IOException {
        writer.command("ABOR").expect(226);

        writer.command(line).expect(425);
        assertThat(fixture.exists("new")).isFalse();
    }
}
