package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.ManualTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HASH (draft-bryan-ftpext-hash) and the X commands with their ranges. */
class HashCommandTest {

    /** Hashing it would take hours, and it takes no room. */
    private static final long ENDLESS = 1L << 42;

    private final byte[] content = new byte[1_000_000];

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        fixture.file("file", content);
        client = fixture.login();
    }

    private static String sum(String algorithm, byte[] bytes) throws NoSuchAlgorithmException {
        if (algorithm.equals("CRC32")) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            return String.format(Locale.ROOT, "%08x", crc.getValue());
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }

    private void expectSum(String command, byte[] bytes) throws Exception {
        assertThat(client.command(command).expect(250).message())
                .isEqualTo(sum("MD5", bytes).toUpperCase(Locale.ROOT));
    }

    // ---- HASH ----

    @ParameterizedTest
    @CsvSource({"SHA-256", "SHA-512", "SHA-1", "MD5", "CRC32"})
    void shouldHashWithChosenAlgorithm(String algorithm) throws Exception {
        assertThat(client.command("OPTS HASH " + algorithm.toLowerCase(Locale.ROOT))
                        .expect(200)
                        .message())
                .isEqualTo(algorithm);
        assertThat(client.command("FEAT").text()).containsPattern("\n HASH .*" + algorithm + "\\*");
        assertThat(client.command("OPTS HASH").expect(200).message()).isEqualTo(algorithm);

        assertThat(client.command("HASH file").expect(213).message())
                .isEqualTo(algorithm + " 0-999999 " + sum(algorithm, content) + " file");
    }

    @Test
    void shouldHashWithSha256UnlessAsked() throws Exception {
        assertThat(client.command("HASH /file").expect(213).message())
                .isEqualTo("SHA-256 0-999999 " + sum("SHA-256", content) + " /file");
        client.command("OPTS HASH SHA-3").expect(504);
        assertThat(client.command("OPTS HASH").expect(200).message()).isEqualTo("SHA-256");
    }

    @Test
    void shouldHashEmptyFile() throws Exception {
        fixture.file("empty", "");
        assertThat(client.command("HASH empty").expect(213).text()).contains(sum("SHA-256", new byte[0]));
        expectSum("XMD5 empty", new byte[0]);
        expectSum("XMD5 empty 0 0", new byte[0]);
    }

    @Test
    void shouldHashBytesOnDiskWhateverTheType() throws Exception {
        client.command("TYPE A").expect(200);
        assertThat(client.command("HASH file").expect(213).text()).contains(sum("SHA-256", content));
    }

    // ---- the X commands ----

    @ParameterizedTest
    @CsvSource({"XCRC, CRC32", "XMD5, MD5", "XSHA1, SHA-1", "XSHA256, SHA-256", "XSHA512, SHA-512"})
    void shouldHashWithAlgorithmOfItsName(String command, String algorithm) throws Exception {
        assertThat(client.command(command + " file").expect(250).message())
                .isEqualToIgnoringCase(sum(algorithm, content));
        assertThat(client.command(command + " file 10 20").expect(250).message())
                .isEqualToIgnoringCase(sum(algorithm, Arrays.copyOfRange(content, 10, 20)));
    }

    @Test
    void shouldWriteEveryDigitOfCrc() throws IOException {
        // Found by trying: its CRC begins with zeros, which a number alone would lose.
        fixture.file("zeros", leadingZeros());
        assertThat(client.command("XCRC zeros").expect(250).message()).matches("00[0-9A-F]{6}");
    }

    private static byte[] leadingZeros() {
        for (int i = 0; ; i++) {
            byte[] bytes = Integer.toString(i).getBytes(US_ASCII);
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if (crc.getValue() < 1 << 24) {
                return bytes;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "file 0, 0, 1000000",
        "file 999999, 999999, 1000000",
        "file 1000000, 1000000, 1000000",
        "file 0 1, 0, 1",
        "file 5 5, 5, 5",
        "file 262143 262145, 262143, 262145",
        "file 10 1000000, 10, 1000000",
        "file 10 1000001, 10, 1000000",
        "file 10 999999999999999999, 10, 1000000",
        "\"file\" 10 20, 10, 20",
        "\"file\" 10, 10, 1000000",
        "\"file\", 0, 1000000",
        "/file 10 20, 10, 20"
    })
    void shouldHashRange(String argument, int start, int end) throws Exception {
        expectSum("XMD5 " + argument, Arrays.copyOfRange(content, start, end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file 1000001", "file 1000001 1000002", "file 20 10", "file 999999999999999999"})
    void shouldRefuseRangeOutsideFile(String argument) throws IOException {
        assertThat(client.command("XMD5 " + argument).expect(554).text()).contains("/file", "1000000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report 2026",
                "report 1 2",
                "1 2 3",
                "with \"quotes\"",
                "\"quoted\"",
                "\"quoted\" 7",
                " leading",
                "trailing ",
                "next\u0085line"
            })
    void shouldTakeFileWithThatNameFirst(String name) throws Exception {
        byte[] text = "content".getBytes(US_ASCII);
        fixture.file(name, text);
        fixture.file("report", "another");
        fixture.file("quoted", "another");
        fixture.file("1", "another");
        expectSum("XMD5 " + name, text);
        expectSum("XMD5 \"" + name + "\" 1 3", Arrays.copyOfRange(text, 1, 3));
        expectSum("XMD5 \"" + name + "\"", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"report 2026", "1 2 3", "with \"quotes\"", " leading", "trailing ", "next\u0085line"})
    void shouldHashRangeOfAnyNameWithoutQuotes(String name) throws Exception {
        fixture.file(name, "content");
        expectSum("XMD5 " + name + " 1 3", "on".getBytes(US_ASCII));
    }

    // ---- what cannot be hashed ----

    @ParameterizedTest
    @ValueSource(strings = {"HASH", "XCRC", "XMD5", "XSHA1", "XSHA256", "XSHA512"})
    void shouldRefuseWhatIsNoFile(String command) throws IOException {
        Files.createDirectory(fixture.root().resolve("folder"));
        for (String path : List.of("folder", "folder/", "/", "missing", "file/below", "missing/too")) {
            client.command(command + " " + path).expect(550);
        }
        client.command(command).expect(501);
    }

    @Test
    void shouldNotHashPart() throws IOException {
        try (Wire data = client.passive()) {
            client.command("STOR new").expect(150);
            data.write(content);
            while (!client.command("STAT").text().contains(": 1000000 bytes transferred")) {
                Thread.onSpinWait();
            }
            fixture.login().command("HASH new").expect(450);
            client.command("ABOR").expect(426);
            client.answer().expect(226);
        }
        client.command("HASH new").expect(550);
        fixture.keepParts();
    }

    // ---- the pool ----

    @Test
    @Timeout(60)
    void shouldServeOthersMeanwhileAndStopWhenTheSessionEnds() throws IOException {
        fixture.zeros("endless", ENDLESS);
        client.send("HASH endless");
        while (fixture.openFiles().isEmpty()) {
            Thread.onSpinWait();
        }
        fixture.login().command("HASH file").expect(213);
        assertThat(fixture.openFiles()).hasSize(1);
        client.wire().reset();
        while (!fixture.openFiles().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Timeout(60)
    void shouldStopSoonAfterTheClientHasClosedItsSide() throws IOException {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (ServerFixture turned = ServerFixture.turn(new ManualTicker(), pool, settings -> settings)) {
            turned.zeros("endless", ENDLESS);
            Client leaving = turned.login();
            leaving.send("HASH endless");
            while (turned.openFiles().isEmpty()) {
                turned.loop().turn();
            }
            leaving.wire().endOutput();
            turned.loop().turn();

            turned.loop().advance(Duration.ofSeconds(4));
            assertThat(turned.usage().sessions()).as("it may still read").isEqualTo(1);
            turned.loop().advance(Duration.ofSeconds(1));
            leaving.expectEnd();
            while (!turned.openFiles().isEmpty()) {
                turned.loop().turn();
            }
        } finally {
            pool.shutdown();
        }
    }
}
