package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.content;
import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.Listing;
import dev.sluice.storage.LongWork;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Directories of a storage as storages of their own: who has one sees nothing else, and harms nobody. */
@ParameterizedClass
@EnumSource
@Timeout(20)
class ViewTest {
    @Parameter
    TestDisk disk;

    private Fixture fixture;
    private Storage whole;
    private Storage ann;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
        whole = fixture.store;
        fixture.file("homes/ann/d/f", "hers");
        fixture.file("homes/ann2/f", "not hers");
        fixture.file("homes/bob/f", "his");
        fixture.file("f", "everybody's");
        ann = whole.below(path("/homes/ann"));
    }

    @AfterEach
    void close() throws IOException {
        ann.close();
        fixture.close();
    }

    private static String read(Storage storage, String name) throws IOException {
        try (OpenFile file = storage.openRead(path(name))) {
            return content(file);
        }
    }

    private static List<String> list(Storage storage) throws IOException {
        List<String> names = new ArrayList<>();
        try (Listing listing = storage.list(RootedPath.ROOT, () -> false)) {
            listing.forEachRemaining(entry -> names.add(entry.name()));
        }
        return names;
    }

    @Test
    void shouldBeginAtItsRoot() throws IOException {
        assertThat(read(ann, "/d/f")).isEqualTo("hers");
        assertThat(list(ann)).containsExactly("d");
        assertThat(ann.stat(RootedPath.ROOT).name()).isEqualTo("/");
        assertThat(ann.capabilities()).isEqualTo(whole.capabilities());

        Upload upload = write(ann.store(path("/new"), "ann"), "x");
        assertThat(upload.path()).isEqualTo(path("/new"));
        upload.publish();
        ann.makeDirectory(path("/e"));
        ann.rename(path("/new"), path("/e/new"));

        assertThat(fixture.onDisk("homes/ann/e/new")).isEqualTo("x");
        assertThat(read(whole, "/homes/ann/e/new")).isEqualTo("x");
        assertThat(refusal(() -> ann.stat(path("/homes/ann/d/f"))))
                .hasMessage("/homes/ann/d/f: no such file or directory");
    }

    @Test
    void shouldNotLeadOutOfItsRoot() throws IOException {
        for (String name : List.of("/../bob/f", "/../../f", "/../ann2/f", "/d/../../ann2/f")) {
            assertThat(reason(() -> ann.openRead(path(name)))).isEqualTo(Reason.NOT_FOUND);
        }
        assertThat(reason(() -> finish(ann.removeDirectory(path("/.."))))).isEqualTo(Reason.DENIED);
        assertThat(reason(() -> ann.rename(path("/.."), path("/x")))).isEqualTo(Reason.DENIED);
        assertThat(reason(() -> ann.below(path("/../bob")))).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void shouldHideLinksThatLeadOutOfItsRootOnly() throws IOException {
        Path home = fixture.root.resolve("homes/ann");
        Files.createSymbolicLink(home.resolve("bob"), home.getFileSystem().getPath("../bob"));
        Files.createSymbolicLink(home.resolve("ann2"), home.resolveSibling("ann2"));
        Files.createSymbolicLink(home.resolve("up"), home.getFileSystem().getPath(".."));
        Files.createSymbolicLink(home.resolve("self"), home);
        Files.createSymbolicLink(home.resolve("in"), home.resolve("d/f"));

        assertThat(list(ann)).containsExactly("d", "in", "self");
        for (String name : List.of("/bob/f", "/ann2/f", "/up/ann/d/f", "/up/bob/f", "/self/up/bob/f")) {
            assertThat(reason(() -> ann.openRead(path(name)))).isEqualTo(Reason.NOT_FOUND);
            assertThat(reason(() -> ann.store(path(name), "ann"))).isEqualTo(Reason.NOT_FOUND);
        }
        assertThat(read(ann, "/in")).isEqualTo("hers");
        assertThat(read(ann, "/self/self/d/f")).isEqualTo("hers");
        assertThat(read(whole, "/homes/ann/bob/f")).as("inside the whole").isEqualTo("his");
    }

    @Test
    void shouldProtectAFileFromEachOther() throws IOException {
        Files.createSymbolicLink(fixture.root.resolve("alias"), fixture.root.resolve("homes/ann"));
        Upload upload = write(ann.store(path("/d/f"), "ann"), "new");

        try (Storage alias = whole.below(path("/alias"));
                Storage homes = whole.below(path("/homes"))) {
            assertThat(refusal(() -> whole.store(path("/homes/ann/d/f"), "root")))
                    .hasMessageStartingWith("/homes/ann/d/f is being uploaded by ann since");
            assertThat(refusal(() -> alias.delete(path("/d/f"))))
                    .hasMessageStartingWith("/d/f is being uploaded by ann since");
            assertThat(reason(() -> homes.rename(path("/ann/d"), path("/ann/e"))))
                    .isEqualTo(Reason.BUSY);
            assertThat(reason(() -> homes.append(path("/ann/d/f"), "you"))).isEqualTo(Reason.BUSY);
            assertThat(read(homes, "/ann/d/f")).isEqualTo("hers");
        }
        upload.publish();
        assertThat(read(ann, "/d/f")).isEqualTo("new");

        Upload other = whole.append(path("/homes/ann/d/f"), "root");
        assertThat(refusal(() -> ann.openRead(path("/d/f"))))
                .hasMessageStartingWith("/d/f is being uploaded by root since");
        assertThat(ann.claimed()).isEqualTo(whole.claimed()).isEqualTo(2);
        other.abort();
    }

    @Test
    void shouldStayWhereItIsWhileItIsOpen() throws IOException {
        assertThat(refusal(() -> whole.rename(path("/homes/ann"), path("/homes/eve"))))
                .hasMessage("/homes/ann is, or holds, the home of somebody who is here; try again later");
        assertThat(reason(() -> whole.rename(path("/homes"), path("/h")))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> finish(whole.removeDirectory(path("/homes/ann")))))
                .isEqualTo(Reason.BUSY);
        whole.rename(path("/homes/bob"), path("/homes/eve"));
        whole.rename(path("/homes/ann2"), path("/homes/ann3"));

        ann.close();

        whole.rename(path("/homes/ann"), path("/homes/ann2"));
        assertThat(reason(() -> whole.below(path("/homes/ann")))).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void shouldNotOpenWhatIsBeingRemoved() throws IOException {
        fixture.directory("homes/old");
        write(whole.store(path("/homes/old/f"), "me"), "part").abort();
        try (LongWork<RootedPath> removal = whole.removeDirectory(path("/homes/old"))) {
            assertThat(removal.step()).isFalse();
            assertThat(reason(() -> whole.below(path("/homes/old")))).isEqualTo(Reason.BUSY);
        }
        whole.below(path("/homes/old")).close();
        finish(whole.removeDirectory(path("/homes/old")));
    }

    @Test
    void shouldCloseAlone() throws IOException {
        Storage second = whole.below(path("/homes/ann"));
        ann.close();
        ann.close();

        assertThat(reason(() -> ann.stat(RootedPath.ROOT))).isEqualTo(Reason.IO);
        assertThat(reason(() -> ann.below(RootedPath.ROOT))).isEqualTo(Reason.IO);
        assertThat(read(second, "/d/f")).isEqualTo("hers");
        second.close();
        assertThat(read(whole, "/homes/ann/d/f")).isEqualTo("hers");
        try (Storage again = whole.below(path("/homes/ann"))) {
            assertThat(read(again, "/d/f")).isEqualTo("hers");
        }
    }

    @Test
    void shouldOutliveTheWhole() throws IOException {
        Upload upload = write(ann.store(path("/new"), "ann"), "x");
        whole.close();

        assertThat(reason(() -> whole.stat(RootedPath.ROOT))).isEqualTo(Reason.IO);
        upload.publish();
        assertThat(read(ann, "/new")).isEqualTo("x");
        assertThat(read(ann, "/d/f")).isEqualTo("hers");
    }

    @Test
    void shouldBeMadeOfAViewToo() throws IOException {
        try (Storage deeper = ann.below(path("/d"));
                Storage same = ann.below(RootedPath.ROOT)) {
            assertThat(list(deeper)).containsExactly("f");
            assertThat(list(same)).containsExactly("d");
            Upload upload = deeper.store(path("/f"), "deep");
            assertThat(reason(() -> same.delete(path("/d/f")))).isEqualTo(Reason.BUSY);
            upload.abort();
        }
    }

    @Test
    void shouldSweepItsOwnPartsOnly() throws IOException {
        write(whole.store(path("/homes/bob/new"), "bob"), "x").abort();
        write(ann.store(path("/new"), "ann"), "x").abort();
        for (String part : fixture.parts()) {
            Files.setLastModifiedTime(fixture.root.resolve(part), FileTime.from(Fixture.NOW.minusSeconds(8 * 86_400)));
        }

        assertThat(finish(ann.sweepParts(Fixture.NOW))).isEqualTo(1);

        assertThat(whole.resumableSize(path("/homes/bob/new"))).isEqualTo(1);
    }

    @Test
    void shouldNeedADirectory() {
        assertThat(reason(() -> whole.below(path("/f")))).isEqualTo(Reason.NOT_A_DIRECTORY);
        assertThat(reason(() -> whole.below(path("/none")))).isEqualTo(Reason.NOT_FOUND);
    }
}
