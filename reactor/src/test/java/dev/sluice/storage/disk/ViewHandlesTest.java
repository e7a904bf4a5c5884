package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What views of one directory share, and what others do to that behind the server's back. */
@Timeout(30)
class ViewHandlesTest {
    private Fixture fixture;
    private Storage whole;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(TestDisk.LOCAL);
        whole = fixture.store;
        fixture.file("homes/ann/d/f", "hers");
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void shouldShareOneSetOfHandles() throws IOException {
        List<Storage> views = new ArrayList<>();
        views.add(whole.below(path("/homes/ann")));
        views.get(0).stat(path("/d/f"));
        int open = fixture.open().size();

        for (int i = 0; i < 1000; i++) {
            views.add(whole.below(path("/homes/ann")));
            views.get(i).stat(path("/d/f"));
        }

        assertThat(fixture.open()).hasSize(open);
        views.forEach(Storage::close);
        whole.rename(path("/homes/ann"), path("/homes/eve"));
    }

    @Test
    void shouldSeeADirectoryThatTookTheNameBehindTheServersBack() throws IOException {
        try (Storage before = whole.below(path("/homes/ann"))) {
            Files.move(fixture.root.resolve("homes/ann"), fixture.root.resolve("homes/old"));
            fixture.file("homes/ann/other", "");

            try (Storage after = whole.below(path("/homes/ann"))) {
                assertThat(after.stat(path("/other")).size()).isZero();
                assertThat(before.stat(path("/d/f")).size()).isEqualTo(4);
            }
            assertThat(Fixture.reason(() -> whole.rename(path("/homes/ann"), path("/x"))))
                    .isEqualTo(Reason.BUSY);
        }
        whole.rename(path("/homes/ann"), path("/x"));
    }

    @Test
    void shouldOpenAndCloseOnManyThreads() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int thread = i;
                runs.add(pool.submit(() -> {
                    for (int k = 0; k < 500; k++) {
                        useAndMove(thread == 0 && k % 10 == 0);
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(whole.claimed()).isZero();
        fixture.assertNoLeaks();
    }

    private void useAndMove(boolean move) throws IOException {
        try (Storage view = whole.below(path("/homes/ann"))) {
            assertThat(view.stat(path("/d/f")).size()).isEqualTo(4);
        } catch (StorageException e) {
            assertThat(e.reason()).isIn(Reason.BUSY, Reason.NOT_FOUND);
        }
        if (move) {
            try {
                whole.rename(path("/homes/ann"), path("/homes/eve"));
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.BUSY);
                return;
            }
            whole.rename(path("/homes/eve"), path("/homes/ann"));
        }
    }

    @Test
    void shouldLetRemovalsEndWhenTheViewIsClosed() throws IOException {
        Storage view = whole.below(path("/homes/ann"));
        write(view.store(path("/e"), "me"), "part").abort();
        view.delete(path("/d/f"));
        var removal = view.removeDirectory(path("/d"));
        view.close();

        assertThat(finish(whole.removeDirectory(path("/homes/ann/d")))).isEqualTo(path("/homes/ann/d"));
        removal.close();
        assertThat(whole.resumableSize(path("/homes/ann/e"))).isEqualTo(4);
        assertThat(whole.stat(RootedPath.ROOT).isDirectory()).isTrue();
    }
}
