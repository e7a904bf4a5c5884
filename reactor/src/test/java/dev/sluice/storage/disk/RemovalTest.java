package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.LongWork;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes with a file or a directory that is removed, and what nobody can do in it meanwhile. */
@ParameterizedClass
@EnumSource
class RemovalTest {
    @Parameter
    TestDisk disk;

    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
        store = fixture.store;
        for (int i = 0; i < 5; i++) {
            fixture.file("d/" + PartName.of("f" + i), "x");
        }
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void shouldRemoveWhatAKilledServerLeftTogetherWithItsFile() throws IOException {
        fixture.file("f", "old");
        fixture.file(PartName.of("f"), "a part");

        store.delete(path("/f"));

        assertThat(reason(() -> store.resumableSize(path("/f")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(fixture.names()).doesNotContain(PartName.of("f"));
    }

    @Test
    void shouldRemoveWhatAKilledServerLeftWhenItsFileGetsAnotherName() throws IOException {
        fixture.file("f", "old");
        fixture.file(PartName.of("f"), "a part");

        store.rename(path("/f"), path("/g"));

        assertThat(reason(() -> store.resumableSize(path("/f")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(store.resumableSize(path("/g"))).isEqualTo(3);
    }

    @Test
    void shouldRemoveADirectoryWithManyPartsInSteps() throws IOException {
        int parts = 2 * StepLimit.NAMES;
        for (int i = 5; i < parts; i++) {
            fixture.file("d/" + PartName.of("f" + i), "x");
        }
        try (LongWork<RootedPath> removal = store.removeDirectory(path("/d"))) {
            while (fixture.parts().size() == parts) {
                assertThat(removal.step()).isFalse();
            }
            assertThat(fixture.parts()).hasSizeBetween(parts - StepLimit.NAMES, parts - 1);
        }

        assertThat(store.claimed()).as("after it was cancelled").isZero();
        fixture.assertNoLeaks();
        assertThat(finish(store.removeDirectory(path("/d")))).isEqualTo(path("/d"));
        assertThat(fixture.names()).isEmpty();
    }

    @Test
    void shouldTouchNothingBeforeTheFirstStep() throws IOException {
        store.removeDirectory(path("/d")).close();
        store.removeDirectory(path("/none")).close();

        assertThat(fixture.parts()).hasSize(5);
    }

    @Test
    void shouldDeleteNothingBeforeAllIsSeen() throws IOException {
        fixture.file("d/visible", "");

        assertThat(reason(() -> finish(store.removeDirectory(path("/d"))))).isEqualTo(Reason.NOT_EMPTY);

        assertThat(fixture.parts()).hasSize(5);
    }

    @Test
    void shouldKeepOthersOutOfADirectoryThatIsBeingRemoved() throws IOException {
        fixture.file("other", "");
        List<ThrowingCallable> changes = List.of(
                () -> store.store(path("/d/f"), "me"),
                () -> store.append(path("/d/f0"), "me"),
                () -> store.makeDirectory(path("/d/e")),
                () -> store.rename(path("/d"), path("/e")),
                () -> store.rename(path("/other"), path("/d/other")),
                () -> finish(store.removeDirectory(path("/d"))));

        LongWork<RootedPath> removal = store.removeDirectory(path("/d"));
        assertThat(removal.step()).isFalse();
        assertThat(changes).allSatisfy(change -> assertThat(reason(change)).isEqualTo(Reason.BUSY));
        assertThat(refusal(() -> store.store(path("/d/f"), "me")))
                .hasMessage("/d/f: a directory above is being removed by another client since 12:34:56 UTC;"
                        + " try again later");
        finish(removal);

        assertThat(fixture.names()).containsExactly("other");
        store.makeDirectory(path("/d"));
    }

    @Test
    void shouldKnowADirectoryFromOneWhoseNameBeginsLikeIt() throws IOException {
        fixture.directory("a");
        fixture.directory("a-b");
        fixture.directory("a/b");
        Upload beside = write(store.store(path("/a-b/f"), "me"), "x");

        assertThat(store.requireRenamable(path("/a"))).isEqualTo(path("/a"));
        Upload inside = write(store.store(path("/a/b/f"), "me"), "x");
        assertThat(reason(() -> store.requireRenamable(path("/a")))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> store.requireRenamable(path("/a/b")))).isEqualTo(Reason.BUSY);

        beside.abort();
        inside.abort();
    }

    @Test
    void shouldMoveALinkIntoWhatItLeadsTo() throws IOException {
        Files.createSymbolicLink(
                fixture.root.resolve("link"), fixture.root.getFileSystem().getPath(fixture.root + "/d"));

        store.rename(path("/link"), path("/d/link"));

        assertThat(fixture.root.resolve("d/link")).isSymbolicLink();
    }
}
