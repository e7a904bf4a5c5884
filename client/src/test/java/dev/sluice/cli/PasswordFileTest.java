package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class PasswordFileTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("passwords");
    }

    /** Writes the file, for its owner alone where there are such things. */
    private void write(String content) throws IOException {
        Files.writeString(file, content);
        mode("rw-------");
    }

    private void mode(String permissions) throws IOException {
        if (isPosix()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private void expectRefusal(String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasswordFile.read(file))
                .withMessageContainingAll("--password-file " + file + ": ", why)
                .withMessageNotContaining("secret");
    }

    @Test
    void shouldReadNamesAndPasswords() throws IOException {
        write("# who may enter\nann:secret\n\n  \r\nbob: pa:ss #word \r\nимя:пароль");
        assertThat(PasswordFile.read(file))
                .hasSize(3)
                .containsEntry("ann", "secret")
                .containsEntry("bob", " pa:ss #word ")
                .containsEntry("имя", "пароль");
    }

    @Test
    void shouldNotTakeTheByteOrderMarkForPartOfAName() throws IOException {
        write("\uFEFFann:secret");
        assertThat(PasswordFile.read(file)).containsExactly(Map.entry("ann", "secret"));
    }

    @Test
    void shouldRefuseAnEmptyPassword() throws IOException {
        write("ann:secret\nbob:");
        expectRefusal("the password in line 2 is empty");
    }

    @Test
    void shouldRefuseWhatIsNoFile() throws IOException {
        Files.createDirectory(file);
        expectRefusal("no regular file");
    }

    @Test
    void shouldReadFileWithoutAccounts() throws IOException {
        write("# nobody\n");
        assertThat(PasswordFile.read(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx", "rw------x"})
    void shouldRefuseFileThatOthersMayUse(String mode) throws IOException {
        assumeThat(isPosix()).isTrue();
        write("ann:secret\n");
        mode(mode);
        expectRefusal("chmod 600 " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", ":secret", " # secret"})
    void shouldSayWhichLineIsWrong(String line) throws IOException {
        write("# comment\nann:secret\n" + line + "\n");
        expectRefusal("line 3 is not NAME:PASSWORD");
    }

    @Test
    void shouldRefuseNameThatIsThereTwice() throws IOException {
        write("ann:secret\nbob:secret\nann:secret2\n");
        expectRefusal("the name in line 3 is there twice");
    }

    @Test
    void shouldRefuseOtherEncodings() throws IOException {
        write("");
        Files.write(file, "änn:secret\n".getBytes(StandardCharsets.ISO_8859_1));
        expectRefusal("not UTF-8");
    }

    @Test
    void shouldRefuseHugeFile() throws IOException {
        write(("#" + "x".repeat(1023) + "\n").repeat(1024));
        expectRefusal("more than 1048576 bytes");
        write(("#" + "x".repeat(1022) + "\n").repeat(1024));
        assertThat(PasswordFile.read(file)).isEmpty();
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        expectRefusal("no such file");
    }
}
