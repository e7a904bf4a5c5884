package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What others are told about a path that is being uploaded. */
@ParameterizedClass
@EnumSource
class BusyPathTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 100;

    @Parameter
    TestDisk disk;

    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
        store = fixture.store;
        fixture.directory("d/e");
        fixture.file("other", "other");
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void shouldSayWhoUploadsAndSinceWhen() throws IOException {
        Upload upload = store.store(path("/d/e/f"), "anna@10.0.0.7");

        assertThat(refusal(() -> store.store(path("/d/e/f"), "bob")))
                .hasMessage("/d/e/f is being uploaded by anna@10.0.0.7 since 12:34:56 UTC; try again later");
        assertThat(refusal(() -> store.rename(path("/d"), path("/d2"))))
                .hasMessage("/d: a file in it is being uploaded by anna@10.0.0.7 since 12:34:56 UTC; try again later");
        upload.abort();
    }

    /** Everything that would change {@code /d/e/f} or take it away. */
    private List<ThrowingCallable> changes() {
        RootedPath f = path("/d/e/f");
        return List.of(
                () -> store.store(f, "bob"),
                () -> store.append(f, "bob"),
                () -> store.resume(f, 1, "bob"),
                () -> store.delete(f),
                () -> store.makeDirectory(f),
                () -> store.rename(path("/other"), f),
                () -> store.rename(path("/d/e"), path("/d/x")),
                () -> store.rename(path("/d"), path("/x")),
                () -> finish(store.removeDirectory(path("/d/e"))),
                () -> finish(store.removeDirectory(path("/d"))));
    }

    @Test
    void shouldRefuseEveryChangeToANewFile() throws IOException {
        Upload upload = write(store.store(path("/d/e/f"), "anna"), "whole");

        assertThat(changes()).allSatisfy(change -> assertThat(reason(change)).isEqualTo(Reason.BUSY));
        assertThat(reason(() -> store.openRead(path("/d/e/f")))).isEqualTo(Reason.BUSY);

        upload.publish();
        assertThat(fixture.read("/d/e/f")).isEqualTo("whole");
        assertThat(fixture.onDisk("other")).isEqualTo("other");
    }

    @Test
    void shouldRefuseEveryChangeButServeTheOldFileWhileItIsReplaced() throws IOException {
        fixture.file("d/e/f", "old");
        Upload upload = write(store.store(path("/d/e/f"), "anna"), "new");

        assertThat(changes()).allSatisfy(change -> assertThat(reason(change)).isEqualTo(Reason.BUSY));
        assertThat(reason(() -> store.rename(path("/d/e/f"), path("/x")))).isEqualTo(Reason.BUSY);
        assertThat(fixture.read("/d/e/f")).isEqualTo("old");

        upload.publish();
        assertThat(fixture.read("/d/e/f")).isEqualTo("new");
    }

    @Test
    void shouldRefuseReadersWhileAFileIsChangedInPlace() throws IOException {
        fixture.file("d/e/f", "old");
        Upload appended = store.append(path("/d/e/f"), "anna");
        assertThat(reason(() -> store.openRead(path("/d/e/f")))).isEqualTo(Reason.BUSY);
        assertThat(changes()).allSatisfy(change -> assertThat(reason(change)).isEqualTo(Reason.BUSY));
        appended.abort();

        Upload resumed = store.resume(path("/d/e/f"), 1, "anna");
        assertThat(reason(() -> store.openRead(path("/d/e/f")))).isEqualTo(Reason.BUSY);
        resumed.abort();

        assertThat(fixture.read("/d/e/f")).isEqualTo("old");
    }

    @Test
    void shouldRefuseReadersWhileAPartIsResumed() throws IOException {
        write(store.store(path("/d/e/f"), "anna"), "x").abort();
        Upload upload = store.resume(path("/d/e/f"), 1, "anna");

        assertThat(reason(() -> store.openRead(path("/d/e/f")))).isEqualTo(Reason.BUSY);
        assertThat(changes()).allSatisfy(change -> assertThat(reason(change)).isEqualTo(Reason.BUSY));

        upload.publish();
    }

    @Test
    void shouldFreeThePathWhenAnUploadCanNotBegin() throws IOException {
        fixture.file("d/e/f", "old");

        assertThat(reason(() -> store.resume(path("/d/e/f"), 99, "anna"))).isEqualTo(Reason.BAD_RANGE);

        store.delete(path("/d/e/f"));
        assertThat(store.claimed()).isZero();
    }

    @Test
    void shouldLeaveTheNeighboursAlone() throws IOException {
        fixture.directory("d/e2");
        fixture.file("d/e/f2", "");
        Upload upload = store.store(path("/d/e/f"), "anna");

        store.rename(path("/d/e2"), path("/d/e3"));
        store.delete(path("/d/e/f2"));
        finish(store.removeDirectory(path("/d/e3")));
        store.makeDirectory(path("/d/e/f3"));
        store.store(path("/d/e/f4"), "bob").publish();

        upload.abort();
    }

    @Test
    void shouldLetOneOfManyThreadsUploadAtATime() throws Exception {
        int published = onManyThreads(
                thread -> uploadAndRead(String.valueOf((char) ('a' + thread)).repeat(1000)));

        assertThat(published).isPositive();
        assertThat(fixture.parts()).isEmpty();
    }

    @Test
    void shouldLoseNothingThatManyThreadsAppend() throws Exception {
        int published = onManyThreads(thread -> {
            try {
                write(store.append(path("/d/e/log"), "me"), "0123456789").publish();
                return true;
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.BUSY);
                return false;
            }
        });

        assertThat(published).isPositive();
        assertThat(fixture.onDisk("d/e/log")).isEqualTo("0123456789".repeat(published));
    }

    @Test
    void shouldTellAllButOneOfThoseWhoMakeADirectoryThatItIsThere() throws Exception {
        AtomicInteger[] rounds =
                Stream.generate(AtomicInteger::new).limit(THREADS).toArray(AtomicInteger[]::new);

        int made = onManyThreads(thread -> {
            try {
                store.makeDirectory(path("/d/e/" + rounds[thread].getAndIncrement()));
                return true;
            } catch (StorageException e) {
                assertThat(e.reason()).as("%s", e.getMessage()).isEqualTo(Reason.EXISTS);
                return false;
            }
        });

        assertThat(made).isEqualTo(ROUNDS);
        assertThat(store.claimed()).isZero();
    }

    @Test
    void shouldReplaceNoDirectoryThatGotItsNameAMomentBefore() throws Exception {
        AtomicInteger[] rounds =
                Stream.generate(AtomicInteger::new).limit(THREADS).toArray(AtomicInteger[]::new);
        for (int i = 0; i < THREADS * ROUNDS; i++) {
            fixture.directory("d/" + i / ROUNDS + "/" + i % ROUNDS);
        }

        onManyThreads(thread -> {
            String name = "/" + rounds[thread].getAndIncrement();
            try {
                store.rename(path("/d/" + thread + name), path("/d/e" + name));
                return true;
            } catch (StorageException e) {
                assertThat(e.reason()).isIn(Reason.BUSY, Reason.EXISTS);
                return false;
            }
        });

        assertThat(fixture.names().stream().filter(name -> name.matches("d/./\\d+|d/e/\\d+")))
                .as("what was there before, wherever it is now")
                .hasSize(THREADS * ROUNDS);
    }

    private interface Work {
        boolean done(int thread) throws IOException;
    }

    /** Does the work in many rounds on each of many threads; returns how often it was done. */
    private static int onManyThreads(Work work) throws Exception {
        AtomicInteger done = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                runs.add(pool.submit(() -> {
                    for (int k = 0; k < ROUNDS; k++) {
                        done.addAndGet(work.done(thread) ? 1 : 0);
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
        return done.get();
    }

    /** Whether it came to that; else somebody else was at it. What is read is always the work of one. */
    private boolean uploadAndRead(String content) throws IOException {
        boolean done = true;
        try {
            write(store.store(path("/d/e/f"), "me"), content).publish();
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(Reason.BUSY);
            done = false;
        }
        try {
            String read = fixture.read("/d/e/f");
            assertThat(read).hasSize(1000).isEqualTo(read.substring(0, 1).repeat(1000));
        } catch (StorageException e) {
            assertThat(e.reason()).isIn(Reason.BUSY, Reason.NOT_FOUND);
        }
        return done;
    }
}
