package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import dev.sluice.account.Rights;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apache Commons Net, which many Java programs use, against the server: every method that such programs call. */
@Timeout(60)
class CommonsNetTest {

    private static final Path SAMPLES = Path.of("..", "sample-files");
    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    /** The ways of Commons Net to make a data connection. */
    private enum Way {
        ACTIVE,
        PASSIVE,
        EXTENDED_PASSIVE
    }

    @TempDir
    private Path root;

    private final FTPClient client = new FTPClient();
    private Sluice server;

    @BeforeEach
    void logIn() throws IOException {
        server = Sluice.builder(root)
                .anonymous(Rights.WRITE)
                .user("ann", "secret")
                .start();
        client.setAutodetectUTF8(true);
        client.setConnectTimeout(10_000);
        client.setDefaultTimeout(10_000);
        client.setDataTimeout(Duration.ofSeconds(10));
        client.connect(server.ftpAddress().getAddress(), server.ftpAddress().getPort());
        assertThat(FTPReply.isPositiveCompletion(client.getReplyCode())).isTrue();
        assertThat(client.login("ann", "secret")).isTrue();
        assertThat(client.setFileType(FTP.BINARY_FILE_TYPE)).isTrue();
        client.enterLocalPassiveMode();
    }

    @AfterEach
    void logOut() throws IOException {
        if (client.isConnected()) {
            assertThat(client.logout()).isTrue();
            client.disconnect();
        }
        server.close();
        server.stopped().join();
    }

    private void choose(Way way) {
        switch (way) {
            case ACTIVE -> client.enterLocalActiveMode();
            case PASSIVE -> client.enterLocalPassiveMode();
            case EXTENDED_PASSIVE -> {
                client.enterLocalPassiveMode();
                client.setUseEPSVwithIPv4(true);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldCarryTheSampleFilesBothWays(Way way) throws IOException {
        choose(way);
        for (Path file : sampleFiles()) {
            byte[] content = Files.readAllBytes(file);
            String name = file.getFileName().toString();
            assertThat(client.storeFile(name, new ByteArrayInputStream(content)))
                    .as(name)
                    .isTrue();
            assertThat(root.resolve(name)).hasBinaryContent(content);
            assertThat(retrieve(name)).as(name).isEqualTo(content);
            assertThat(client.deleteFile(name)).as(name).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldListTheSampleFiles(Way way) throws IOException {
        choose(way);
        List<Path> files = sampleFiles();
        for (Path file : files) {
            Path copy = Files.copy(file, root.resolve(file.getFileName().toString()));
            Files.setLastModifiedTime(copy, FileTime.from(LONG_AGO));
        }
        String[] names =
                files.stream().map(file -> file.getFileName().toString()).toArray(String[]::new);

        assertThat(client.listNames()).containsExactlyInAnyOrder(names);
        assertThat(client.mlistDir()).allSatisfy(file -> {
            assertThat(file.isFile()).isTrue();
            assertThat(file.getSize()).isEqualTo(Files.size(root.resolve(file.getName())));
            assertThat(file.getTimestampInstant()).isEqualTo(LONG_AGO);
        });
        assertThat(client.mlistDir()).extracting(FTPFile::getName).containsExactlyInAnyOrder(names);
        client.setListHiddenFiles(true);
        assertThat(client.listFiles()).extracting(FTPFile::getName).containsExactlyInAnyOrder(names);
        for (FTPFile file : client.listFiles()) {
            assertThat(file.getSize()).isEqualTo(Files.size(root.resolve(file.getName())));
            assertThat(file.getTimestampInstant()).isBetween(LONG_AGO.minusSeconds(86_400), LONG_AGO);
            assertThat(file.hasPermission(FTPFile.USER_ACCESS, FTPFile.READ_PERMISSION))
                    .isTrue();
        }
    }

    @Test
    void shouldTellWhatItKnows() throws IOException {
        assertThat(client.getSystemType()).isEqualTo("UNIX Type: L8");
        assertThat(client.features()).isTrue();
        for (String feature : List.of("UTF8", "MLST", "MDTM", "SIZE", "REST", "EPSV", "EPRT", "TVFS", "MFMT")) {
            assertThat(client.hasFeature(feature)).as(feature).isTrue();
        }
        assertThat(client.hasFeature("REST", "STREAM")).isTrue();
        assertThat(client.featureValue("MLST")).startsWith("type*;size*;");
        assertThat(client.getStatus()).contains("Logged in as ann");
        assertThat(client.listHelp()).contains("RETR");
        assertThat(client.listHelp("RETR")).contains("Syntax: RETR");
        assertThat(client.sendNoOp()).isTrue();
        assertThat(client.sendSiteCommand("PID")).isTrue();
        assertThat(client.getReplyString())
                .isEqualTo("200 pid " + ProcessHandle.current().pid());
        assertThat(client.allocate(1_000)).isTrue();
        assertThat(client.structureMount("/")).isFalse();
        assertThat(client.setFileStructure(FTP.FILE_STRUCTURE)).isTrue();
        assertThat(client.setFileTransferMode(FTP.STREAM_TRANSFER_MODE)).isTrue();
        assertThat(client.setFileTransferMode(FTP.COMPRESSED_TRANSFER_MODE)).isFalse();
        assertThat(client.reinitialize()).isTrue();
        assertThat(client.getModificationTime("x")).isNull();
        assertThat(client.login("ann", "wrong")).isFalse();
        assertThat(client.login("anonymous", "me")).isTrue();
    }

    @Test
    void shouldTellAndSetWhatFilesAre() throws IOException {
        Path file = Files.writeString(root.resolve("a file"), "content");
        assertThat(client.setModificationTime("a file", "20010203040506")).isTrue();
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(LONG_AGO);
        assertThat(client.getModificationTime("a file")).isEqualTo("20010203040506");
        assertThat(client.mdtmInstant("a file")).isEqualTo(LONG_AGO);
        assertThat(client.mdtmFile("a file").getTimestampInstant()).isEqualTo(LONG_AGO);
        assertThat(client.getSize("a file")).isEqualTo("7");
        assertThat(client.mlistFile("a file").getSize()).isEqualTo(7);
        assertThat(client.mlistFile("a file").getName()).isEqualTo("/a file");
        assertThat(client.getStatus("a file")).contains(" a file");
        assertThat(client.sendSiteCommand("CHMOD 600 a file")).isTrue();
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void shouldWalkAndChangeFolders() throws IOException {
        assertThat(client.makeDirectory("a \"quoted\" folder")).isTrue();
        assertThat(client.changeWorkingDirectory("a \"quoted\" folder")).isTrue();
        assertThat(client.printWorkingDirectory()).isEqualTo("/a \"quoted\" folder");
        assertThat(client.listFiles()).isEmpty();
        assertThat(client.changeToParentDirectory()).isTrue();
        assertThat(client.listDirectories()).extracting(FTPFile::getName).containsExactly("a \"quoted\" folder");
        assertThat(client.rename("a \"quoted\" folder", "b")).isTrue();
        assertThat(client.removeDirectory("a \"quoted\" folder")).isFalse();
        assertThat(client.getReplyCode()).isEqualTo(550);
        assertThat(client.removeDirectory("b")).isTrue();
        assertThat(client.listFiles("b")).isEmpty();
        assertThat(client.getReplyCode()).isEqualTo(550);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldGoOnWhereATransferBrokeOff(Way way) throws IOException {
        choose(way);
        byte[] content = new byte[1_000_000];
        new Random(1).nextBytes(content);
        client.storeFile("file", new ByteArrayInputStream(content, 0, 300_000));
        client.setRestartOffset(300_000);
        assertThat(client.storeFile("file", new ByteArrayInputStream(content, 300_000, 300_000)))
                .isTrue();
        assertThat(client.appendFile("file", new ByteArrayInputStream(content, 600_000, 400_000)))
                .isTrue();
        assertThat(root.resolve("file")).hasBinaryContent(content);

        client.setRestartOffset(999_000);
        assertThat(retrieve("file")).isEqualTo(Arrays.copyOfRange(content, 999_000, content.length));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldStreamAndAbort(Way way) throws IOException {
        choose(way);
        byte[] content = new byte[20_000_000];
        try (OutputStream out = client.storeFileStream("file")) {
            out.write(content);
        }
        assertThat(client.completePendingCommand()).isTrue();
        try (InputStream in = client.retrieveFileStream("file")) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(client.completePendingCommand()).isTrue();

        try (InputStream in = client.retrieveFileStream("file")) {
            assertThat(in.read()).isZero();
            assertThat(client.abor()).isEqualTo(426);
        }
        assertThat(client.completePendingCommand()).as("the reply to ABOR").isTrue();
        assertThat(client.sendNoOp()).isTrue();

        try (OutputStream out = client.appendFileStream("appended")) {
            out.write(1);
        }
        assertThat(client.completePendingCommand()).isTrue();
        assertThat(client.getSize("appended")).isEqualTo("1");
    }

    @Test
    void shouldStoreUnderNamesThatNobodyHas() throws IOException {
        assertThat(client.storeUniqueFile("file", content("one"))).isTrue();
        assertThat(client.storeUniqueFile("file", content("two"))).isTrue();
        assertThat(client.storeUniqueFile(content("three"))).isTrue();
        try (OutputStream out = client.storeUniqueFileStream("file")) {
            out.write(4);
        }
        assertThat(client.completePendingCommand()).isTrue();
        assertThat(client.listNames()).hasSize(4).contains("file");
        assertThat(root.resolve("file")).hasContent("one");
    }

    @Test
    void shouldConvertLineEnds() throws IOException {
        assertThat(client.setFileType(FTP.ASCII_FILE_TYPE)).isTrue();
        assertThat(client.storeFile("text", content("one\r\ntwo\r\n"))).isTrue();
        assertThat(root.resolve("text")).hasContent("one\ntwo\n");
        assertThat(new String(retrieve("text"), StandardCharsets.UTF_8)).isEqualTo(String.format("one%ntwo%n"));
        assertThat(client.setFileType(FTP.EBCDIC_FILE_TYPE)).isFalse();
    }

    private static List<Path> sampleFiles() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES.resolve("names"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static InputStream content(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] retrieve(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(client.retrieveFile(name, out)).as(name).isTrue();
        return out.toByteArray();
    }
}
