package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.Entry;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Symbolic links on the disk: followed inside the root, not there when they lead out of it. */
@ParameterizedClass
@EnumSource
class LinkTest {
    @Parameter
    TestDisk disk;

    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
        store = fixture.store;
        fixture.file("d/f", "inside");
        // A sibling whose name begins like the root's.
        Files.createDirectories(fixture.outside.resolve("share2"));
        Files.writeString(fixture.outside.resolve("share2/secret"), "outside");
    }

    @AfterEach
    void close() throws IOException {
        assertThat(Files.readString(fixture.outside.resolve("share2/secret"))).isEqualTo("outside");
        fixture.close();
    }

    private Path link(String name, String target) throws IOException {
        return Files.createSymbolicLink(
                fixture.root.resolve(name), fixture.root.getFileSystem().getPath(target));
    }

    @Test
    void shouldFollowLinksInside() throws IOException {
        link("file", "d/f");
        link("directory", "d");
        link("d/up", "..");
        link("absolute", fixture.root.resolve("d/f").toString());
        link("chain", "directory/up/absolute");

        for (String name : List.of("/file", "/directory/f", "/d/up/d/f", "/d/up/d/up/file", "/absolute", "/chain")) {
            assertThat(fixture.read(name)).isEqualTo("inside");
            assertThat(store.stat(path(name)).size()).isEqualTo(6);
            assertThat(store.stat(path(name)).kind()).isEqualTo(Entry.Kind.FILE);
        }
        assertThat(fixture.listed("/directory")).containsExactly("f", "up");
        assertThat(fixture.listed("/")).containsExactly("absolute", "chain", "d", "directory", "file");
        assertThat(store.stat(path("/directory")).isDirectory()).isTrue();
        assertThat(store.stat(path("/file")).name()).isEqualTo("file");
    }

    @Test
    void shouldNotSeeLinksThatLeadOutOrNowhere() throws IOException {
        link("sibling", "../share2");
        link("file", fixture.outside.resolve("share2/secret").toString());
        link("top", "/");
        link("parent", "..");
        link("dangling", "none");
        link("loop", "loop");
        link("there-and-back", "../share/d/f");
        link("through", "sibling/secret");

        assertThat(fixture.listed("/")).containsExactly("d", "there-and-back");
        assertThat(fixture.read("/there-and-back")).isEqualTo("inside");
        for (String name : List.of(
                "/sibling",
                "/sibling/secret",
                "/file",
                "/top",
                "/top/etc",
                "/parent",
                "/parent/share2/secret",
                "/dangling",
                "/loop",
                "/loop/x",
                "/through")) {
            List<ThrowingCallable> calls = List.of(
                    () -> store.stat(path(name)),
                    () -> store.stat(path(name)),
                    () -> store.list(path(name), () -> false),
                    () -> store.openRead(path(name)),
                    () -> store.resumableSize(path(name)),
                    () -> store.delete(path(name)),
                    () -> finish(store.removeDirectory(path(name))),
                    () -> store.rename(path(name), path("/mine")),
                    () -> store.setMode(path(name), 0777),
                    () -> store.setModified(path(name), Fixture.NOW),
                    () -> store.usableSpace(path(name)));
            assertThat(calls)
                    .as(name)
                    .allSatisfy(call -> assertThat(reason(call)).isEqualTo(Reason.NOT_FOUND));
        }
    }

    @Test
    void shouldLeaveUnseenLinksToTheirOwner() throws IOException {
        Path link = link("out", "../share2/secret");
        link("dangling", "../share2/new");

        for (String name : List.of("/out", "/dangling")) {
            assertThat(reason(() -> store.store(path(name), "me"))).isEqualTo(Reason.DENIED);
            assertThat(reason(() -> store.append(path(name), "me"))).isEqualTo(Reason.DENIED);
            assertThat(reason(() -> store.resume(path(name), 1, "me"))).isEqualTo(Reason.DENIED);
            assertThat(reason(() -> store.makeDirectory(path(name)))).isEqualTo(Reason.EXISTS);
            assertThat(reason(() -> store.rename(path("/d/f"), path(name)))).isEqualTo(Reason.EXISTS);
            Upload unique = store.storeUnique(RootedPath.ROOT, name.substring(1), "me");
            assertThat(unique.path()).isNotEqualTo(path(name));
            unique.abort();
        }
        assertThat(reason(() -> store.store(path("/out/x"), "me"))).isEqualTo(Reason.NOT_FOUND);
        assertThat(link).isSymbolicLink();
        assertThat(Files.exists(fixture.outside.resolve("share2/new"))).isFalse();
    }

    @Test
    void shouldDeleteAndRenameTheLinkOnly() throws IOException {
        link("file", "d/f");
        link("moving", "d/f");
        link("directory", "d");

        store.delete(path("/file"));
        store.rename(path("/moving"), path("/moved"));
        assertThat(reason(() -> store.delete(path("/directory")))).isEqualTo(Reason.IS_A_DIRECTORY);
        assertThat(reason(() -> finish(store.removeDirectory(path("/directory")))))
                .isEqualTo(Reason.DENIED);
        store.rename(path("/directory"), path("/renamed"));

        assertThat(fixture.listed("/")).containsExactly("d", "moved", "renamed");
        assertThat(fixture.root.resolve("moved")).isSymbolicLink();
        assertThat(fixture.onDisk("d/f")).isEqualTo("inside");
    }

    @Test
    void shouldUploadThroughLinks() throws IOException {
        Path link = link("file", "d/f");
        link("directory", "d");
        link("dangling-inside", "d/new");

        fixture.put("/file", "replaced");
        fixture.put("/directory/g", "new");

        assertThat(link).isSymbolicLink();
        assertThat(fixture.onDisk("d/f")).isEqualTo("replaced");
        assertThat(fixture.onDisk("d/g")).isEqualTo("new");
        assertThat(reason(() -> store.store(path("/dangling-inside"), "me"))).isEqualTo(Reason.DENIED);
    }

    @Test
    void shouldProtectAnUploadUnderAllItsNames() throws IOException {
        link("file", "d/f");
        link("directory", "d");
        Upload upload = store.append(path("/directory/f"), "me");

        for (String name : List.of("/file", "/d/f", "/directory/f")) {
            assertThat(reason(() -> store.store(path(name), "you"))).isEqualTo(Reason.BUSY);
            assertThat(reason(() -> store.delete(path(name)))).isEqualTo(Reason.BUSY);
            assertThat(reason(() -> store.openRead(path(name)))).isEqualTo(Reason.BUSY);
        }
        assertThat(reason(() -> store.rename(path("/d"), path("/e")))).isEqualTo(Reason.BUSY);
        upload.abort();
    }

    @Test
    void shouldNotShowAPartThroughALink() throws IOException {
        write(store.store(path("/new"), "me"), "unfinished").abort();
        link("peek", fixture.parts().get(0));

        assertThat(fixture.listed("/")).containsExactly("d");
        assertThat(reason(() -> store.openRead(path("/peek")))).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void shouldNotBeLedAwayByAPartThatIsALink() throws IOException {
        Path victim = fixture.outside.resolve("share2/secret");
        Path part = fixture.root.resolve(PartName.of("new"));
        Files.createSymbolicLink(part, victim);

        assertThat(reason(() -> store.resumableSize(path("/new")))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(() -> store.resume(path("/new"), 1, "me"))).isEqualTo(Reason.BAD_RANGE);
        fixture.put("/new", "mine");

        assertThat(fixture.onDisk("new")).isEqualTo("mine");
        assertThat(fixture.root.resolve("new"))
                .matches(file -> !Files.isSymbolicLink(file))
                .exists();
    }

    @Test
    void shouldServeARootThatIsALink() throws IOException {
        Path alias = Files.createSymbolicLink(fixture.outside.resolve("alias"), fixture.root);
        link("inside", "d");

        try (Storage aliased = new DiskStorage(alias, Fixture.OPTIONS)) {
            assertThat(aliased.stat(path("/d/f")).size()).isEqualTo(6);
            assertThat(aliased.stat(path("/inside/f")).size()).isEqualTo(6);
        }
    }

    @Test
    void shouldSweepWithoutFollowingLinks() throws IOException {
        Path foreign = fixture.outside.resolve("share2").resolve(PartName.of("x"));
        Files.writeString(foreign, "");
        link("sibling", "../share2");
        link(PartName.of("y"), foreign.toString());

        assertThat(finish(store.sweepParts(Fixture.NOW.plusSeconds(1_000_000_000))))
                .isZero();

        assertThat(Files.exists(foreign, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
}
