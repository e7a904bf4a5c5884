package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.disk.Claims.Claim;
import dev.sluice.storage.disk.Claims.Hold;
import dev.sluice.storage.disk.Claims.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {
    private static final Claim CLAIM = new Claim("anna", Fixture.NOW);

    @TempDir
    private Path root;

    private Directory directory;
    private Claims claims;
    private Place place;

    @BeforeEach
    void open() throws IOException {
        directory = Directory.open(root.toRealPath());
        claims = new Claims(root);
        place = new Place(directory, Path.of("d"));
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @Timeout(20)
    void shouldWaitForOthersWhoMakeADirectory() throws Exception {
        Hold first = claims.takeToMake(path("/d"), CLAIM, place);
        FutureTask<Hold> second = new FutureTask<>(() -> claims.takeToMake(path("/d"), CLAIM, place));
        Thread thread = new Thread(second);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(reason(() -> claims.takeOne(path("/d"), CLAIM, Work.REMOVAL, place)))
                .isEqualTo(Reason.BUSY);

        first.close();

        second.get().close();
        assertThat(claims.size()).isZero();
    }

    @Test
    void shouldNotWaitForWhoDoesSomethingElse() throws StorageException {
        Hold removal = claims.takeOne(path("/d"), CLAIM, Work.REMOVAL, place);

        assertThat(reason(() -> claims.takeToMake(path("/d"), CLAIM, place))).isEqualTo(Reason.BUSY);

        removal.close();
    }
}
