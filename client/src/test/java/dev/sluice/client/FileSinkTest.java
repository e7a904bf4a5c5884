package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSinkTest {

    @TempDir
    private Path folder;

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 250, 251, 255})
    void shouldPutTheFileInPlaceWhenItIsComplete(int nameLength) throws IOException {
        Path target = folder.resolve("n".repeat(nameLength));
        Files.writeString(target, "old");
        FileSink sink = new FileSink(target, 0);

        sink.write(bytes("new "));
        assertThat(target).hasContent("old");
        sink.write(bytes("content"));
        sink.complete();

        assertThat(target).hasContent("new content");
        assertThat(folder).isDirectoryContaining(path -> path.equals(target));
        assertThat(FileSink.partOf(target)).doesNotExist();
    }

    @Test
    void shouldKeepThePartOfAnAbortedDownloadAndResumeIt() throws IOException {
        Path target = folder.resolve("f");
        FileSink broken = new FileSink(target, 0);
        broken.write(bytes("0123456"));
        broken.abort();
        assertThat(target).doesNotExist();

        FileSink resumed = new FileSink(target, 5);
        resumed.write(bytes("56789"));
        resumed.complete();

        assertThat(target).hasContent("0123456789");
    }

    @Test
    void shouldLeaveNoTraceOfADownloadThatNeverBegan() throws IOException {
        new FileSink(folder.resolve("f"), 0).abort();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldSayWhichFileCannotBeWritten() {
        FileSink sink = new FileSink(folder.resolve("missing/f"), 0);

        assertThatExceptionOfType(LocalFileException.class)
                .isThrownBy(() -> sink.write(bytes("x")))
                .withMessageContaining("missing/f.part: no such file or directory");
    }
}
