package dev.sluice.storage;

import static dev.sluice.storage.disk.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StorageExceptionTest {
    private static final String LOCAL = "/srv/secret/place/f";

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(new NoSuchFileException(LOCAL), Reason.NOT_FOUND),
                Arguments.of(new NotDirectoryException(LOCAL), Reason.NOT_A_DIRECTORY),
                Arguments.of(new AccessDeniedException(LOCAL), Reason.DENIED),
                Arguments.of(new DirectoryNotEmptyException(LOCAL), Reason.NOT_EMPTY),
                Arguments.of(new FileAlreadyExistsException(LOCAL), Reason.EXISTS),
                Arguments.of(new AtomicMoveNotSupportedException(LOCAL, LOCAL, "Invalid cross-device link"), Reason.IO),
                Arguments.of(system("No space left on device"), Reason.NO_SPACE),
                Arguments.of(new IOException("No space left on device"), Reason.NO_SPACE),
                Arguments.of(system("Disk quota exceeded"), Reason.NO_SPACE),
                Arguments.of(system("Too many open files"), Reason.BUSY),
                Arguments.of(system("File name too long"), Reason.BAD_NAME),
                Arguments.of(system("Read-only file system"), Reason.READ_ONLY),
                Arguments.of(system("Operation not permitted"), Reason.DENIED),
                Arguments.of(system("Is a directory"), Reason.IS_A_DIRECTORY),
                Arguments.of(system("Not a directory"), Reason.NOT_A_DIRECTORY),
                Arguments.of(
                        system("Too many levels of symbolic links or unable to access attributes of symbolic link"),
                        Reason.NOT_FOUND),
                Arguments.of(system("Input/output error"), Reason.IO),
                Arguments.of(system(null), Reason.IO),
                Arguments.of(new ClosedChannelException(), Reason.IO),
                Arguments.of(new IOException(LOCAL + " fell over"), Reason.IO));
    }

    private static IOException system(String reason) {
        return new FileSystemException(LOCAL, null, reason);
    }

    @ParameterizedTest
    @MethodSource("causes")
    void shouldTranslateWhatTheSystemSays(IOException cause, Reason reason) {
        StorageException refusal = StorageException.of(path("/virtual/f"), cause);

        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessageStartingWith("/virtual/f: ").hasCause(cause);
        assertThat(refusal.getMessage()).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void shouldKeepARefusalAsItIs() {
        StorageException first = new StorageException(Reason.BUSY, "as it is");

        assertThat(StorageException.of(path("/f"), first)).isSameAs(first);
    }

    @Test
    void shouldTranslateWhatAProviderCanNotDo() {
        assertThat(StorageException.of(path("/f"), new ReadOnlyFileSystemException())
                        .reason())
                .isEqualTo(Reason.READ_ONLY);
        assertThat(StorageException.of(path("/f"), new UnsupportedOperationException())
                        .reason())
                .isEqualTo(Reason.DENIED);
    }

    @Test
    void shouldCostNoStackTrace() {
        assertThat(new StorageException(Reason.NOT_FOUND, "x").getStackTrace()).isEmpty();
    }
}
