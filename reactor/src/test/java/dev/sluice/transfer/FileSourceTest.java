package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.storage.FileStore;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Text from an offset on: what comes before must be made to be counted. */
@Timeout(30)
class FileSourceTest {

    private static final long SIZE = 40L << 20;

    @TempDir
    private Path root;

    private final ByteBuffer target = ByteBuffer.allocate(64 * 1024);
    private FileStore store;

    @BeforeEach
    void open() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve("zeros").toFile(), "rw")) {
            file.setLength(SIZE);
        }
        store = new FileStore(root, StorageOptions.defaults());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private FileSource from(long offset) throws IOException {
        return FileSource.ascii(store.openRead(RootedPath.ROOT.resolve("zeros")), true, offset);
    }

    @Test
    void shouldPauseOnALongWayToTheOffset() throws IOException {
        try (FileSource source = from(SIZE - 10)) {
            int pauses = 0;
            boolean more = true;
            int sent = 0;
            while (more) {
                more = source.fill(target.clear());
                sent += target.position();
                pauses += target.position() == 0 ? 1 : 0;
            }
            assertThat(sent).isEqualTo(10);
            assertThat(pauses).isBetween(2, 3);
        }
    }

    @Test
    void shouldRefuseAnOffsetBeyondTheEnd() throws IOException {
        try (FileSource source = from(SIZE + 1)) {
            assertThatThrownBy(() -> {
                        while (source.fill(target.clear())) {
                            assertThat(target.position()).isZero();
                        }
                    })
                    .isInstanceOf(StorageException.class);
        }
    }
}
