package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two stores on one directory, as two servers have them: what one works on the other leaves alone. */
class PartLockTest {
    private Fixture fixture;
    private Storage mine;
    private Storage other;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(TestDisk.LOCAL);
        mine = fixture.store;
        other = fixture.reopened(Fixture.OPTIONS);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private Path part(String name) {
        return fixture.root.resolve(PartName.of(name));
    }

    @Test
    void shouldKeepOthersAwayFromANewFile() throws IOException {
        Upload upload = write(mine.store(path("/f"), "me"), "whole");

        assertThat(refusal(() -> other.store(path("/f"), "you")))
                .hasMessage("/f is being uploaded through another server process; try again later")
                .extracting(StorageException::reason)
                .isEqualTo(Reason.BUSY);
        assertThat(reason(() -> other.append(path("/f"), "you"))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> other.resume(path("/f"), 1, "you"))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> other.delete(path("/f")))).isEqualTo(Reason.BUSY);
        assertThat(other.claimed()).isZero();

        upload.publish();
        assertThat(fixture.onDisk("f")).isEqualTo("whole");
        write(other.store(path("/f"), "you"), "yours").publish();
        assertThat(fixture.onDisk("f")).isEqualTo("yours");
    }

    @Test
    void shouldKeepDeletionsAndRenamesAwayFromAFileThatAnotherStoreChanges() throws IOException {
        fixture.file("f", "old");
        fixture.file("g", "other");
        Upload upload = write(mine.append(path("/f"), "me"), " and new");

        assertThat(reason(() -> other.delete(path("/f")))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> other.rename(path("/f"), path("/h")))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> other.rename(path("/g"), path("/f")))).isEqualTo(Reason.BUSY);

        upload.publish();
        assertThat(fixture.onDisk("f")).isEqualTo("old and new");
        assertThat(fixture.onDisk("g")).isEqualTo("other");
    }

    @Test
    void shouldKeepAnotherStoresRenameAwayFromANameThatIsUploaded() throws IOException {
        fixture.file("g", "other");
        Upload upload = write(mine.store(path("/f"), "me"), "new");

        assertThat(reason(() -> other.rename(path("/g"), path("/f")))).isEqualTo(Reason.BUSY);

        upload.publish();
        assertThat(fixture.onDisk("f")).isEqualTo("new");
        assertThat(fixture.onDisk("g")).isEqualTo("other");
    }

    @Test
    void shouldKeepOthersAwayFromAFileThatIsChangedInPlace() throws IOException {
        fixture.file("f", "old");
        Upload upload = write(mine.append(path("/f"), "me"), "+new");

        assertThat(reason(() -> other.store(path("/f"), "you"))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> other.append(path("/f"), "you"))).isEqualTo(Reason.BUSY);

        upload.publish();
        assertThat(fixture.onDisk("f")).isEqualTo("old+new");
        assertThat(fixture.names()).as("what kept others away is gone").containsExactly("f");
        write(mine.append(path("/f"), "me"), "x").abort();
        assertThat(fixture.names()).containsExactly("f");
    }

    @Test
    void shouldContinueWhatTheOtherBrokeOff() throws IOException {
        write(mine.store(path("/f"), "me"), "hello ").abort();

        write(other.resume(path("/f"), 6, "you"), "world").publish();

        assertThat(fixture.onDisk("f")).isEqualTo("hello world");
    }

    @Test
    void shouldNotRemoveAPartThatTheOtherWorksOn() throws IOException {
        fixture.file("d/old", "old");
        fixture.directory("e");
        Upload replacing = write(mine.store(path("/d/old"), "me"), "new");
        Upload adding = write(mine.store(path("/e/new"), "me"), "new");

        assertThat(reason(() -> other.delete(path("/d/old")))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> finish(other.removeDirectory(path("/e"))))).isEqualTo(Reason.BUSY);
        assertThat(finish(other.sweepParts(Fixture.NOW.plusSeconds(1_000_000_000))))
                .isZero();

        replacing.publish();
        adding.publish();
        assertThat(fixture.names()).containsExactly("d", "d/old", "e", "e/new");
    }

    /** POSIX drops a lock with the close of any channel of the file. */
    @Test
    void shouldNotCostTheOtherItsLock() throws IOException {
        fixture.file("g", "old");
        Upload upload = write(mine.store(path("/f"), "me"), "new");
        Upload inPlace = write(mine.append(path("/g"), "me"), "+");
        List<String> locks = List.of(lockOn(part("f")), lockOn(part("g")));
        assumeTrue(locks().containsAll(locks), "needs /proc/locks");

        for (int i = 0; i < 3; i++) {
            assertThat(reason(() -> other.append(path("/f"), "you"))).isEqualTo(Reason.BUSY);
            assertThat(reason(() -> other.delete(path("/g")))).isEqualTo(Reason.BUSY);
            assertThat(reason(() -> other.rename(path("/g"), path("/h")))).isEqualTo(Reason.BUSY);
            assertThat(finish(other.sweepParts(Fixture.NOW.plusSeconds(1_000_000_000))))
                    .isZero();
        }
        assertThat(locks()).containsAll(locks);
        assertThat(fixture.open().stream().filter(Files::isRegularFile))
                .as("f's and g's part and g, and one for each that came too late")
                .hasSizeBetween(3, 5);

        upload.publish();
        inPlace.publish();
        finish(other.sweepParts(Fixture.NOW));
        assertThat(fixture.open().stream().filter(Files::isRegularFile)).isEmpty();
    }

    /** Its line in the kernel's table ends so: the number of the file, and all of it. */
    private static String lockOn(Path file) throws IOException {
        return ":" + Files.getAttribute(file, "unix:ino") + " 0 EOF";
    }

    private static List<String> locks() throws IOException {
        Path table = Path.of("/proc/locks");
        return Files.isReadable(table)
                ? Files.readAllLines(table).stream()
                        .map(line -> line.substring(line.lastIndexOf(':')))
                        .toList()
                : List.of();
    }

    @Test
    void shouldTakeAnEmptyPartForOneThatIsJustBeingMade() throws IOException {
        Files.createFile(part("f"));
        Files.setLastModifiedTime(
                part("f"), FileTime.from(Fixture.NOW.minus(Parts.YOUNG).plusMillis(1)));
        assertThat(reason(() -> mine.store(path("/f"), "me"))).isEqualTo(Reason.BUSY);
        assertThat(reason(() -> mine.append(path("/f"), "me"))).isEqualTo(Reason.BUSY);
        assertThat(part("f")).isEmptyFile();

        Files.setLastModifiedTime(part("f"), FileTime.from(Fixture.NOW.minus(Parts.YOUNG)));
        fixture.put("/f", "x");
        assertThat(fixture.names()).containsExactly("f");
    }

    @Test
    void shouldGiveUpWhenMakingAPartTookTooLong() throws IOException {
        AtomicLong time = new AtomicLong();
        Parts slow = parts(() -> time.getAndAdd(Parts.PATIENCE.toNanos() + 1));
        try (Directory root = Directory.open(fixture.root)) {
            Place place = new Place(root, Path.of(PartName.of("f")));

            assertThat(reason(() -> slow.create(path("/f"), place, Optional.empty())))
                    .isEqualTo(Reason.BUSY);
        }
        assertThat(part("f")).isEmptyFile();
    }

    private static Parts parts(LongSupplier nanoTime) {
        return new Parts(true, new Disposal(true, Runnable::run), Clock.systemUTC(), nanoTime);
    }

    /** Between the look at a part and its opening, its upload ended. */
    @Test
    void shouldFindAPartGoneThatWasPublishedMeanwhile() throws IOException {
        Instant longAgo = Instant.now().minus(Duration.ofHours(1));
        for (String name : List.of("store", "append", "delete")) {
            Files.setLastModifiedTime(Files.writeString(part(name), "first"), FileTime.from(longAgo));
        }
        try (Directory root = new PublishingDirectory(Directory.open(fixture.root))) {
            Parts parts = parts(System::nanoTime);
            parts.create(path("/store"), new Place(root, Path.of(PartName.of("store"))), Optional.empty())
                    .close();
            assertThat(parts.open(path("/append"), new Place(root, Path.of(PartName.of("append")))))
                    .isEmpty();
            assertThat(parts.remove(new Place(root, Path.of(PartName.of("delete")))))
                    .isTrue();
        }
        assertThat(fixture.parts()).containsExactly(PartName.of("store"));
    }

    /** Between the look at a part and its opening, its upload ended and another one began. */
    @Test
    void shouldNotTouchAPartThatHasTakenTheNameMeanwhile() throws IOException {
        Instant longAgo = Instant.now().minus(Duration.ofHours(1));
        Files.setLastModifiedTime(Files.writeString(part("f"), "first"), FileTime.from(longAgo));
        try (Directory root = new SwappingDirectory(Directory.open(fixture.root), part("f"))) {
            Place place = new Place(root, Path.of(PartName.of("f")));

            assertThat(parts(System::nanoTime).remove(place)).isFalse();
        }
        assertThat(part("f")).content().isEqualTo("second");
        assertThat(fixture.onDisk("f")).isEqualTo("first");
    }

    /** Ends an upload just before its part is opened. */
    private static final class PublishingDirectory extends Delegate {
        PublishingDirectory(Directory directory) {
            super(directory);
        }

        @Override
        SeekableByteChannel open(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            if (!options.contains(StandardOpenOption.CREATE_NEW)) {
                Files.move(resolve(name), resolve(Path.of("published")), StandardCopyOption.REPLACE_EXISTING);
            }
            return super.open(name, options, attributes);
        }
    }

    /** Ends an upload and begins the next one just after a file was opened. */
    private static final class SwappingDirectory extends Delegate {
        private final Path part;

        SwappingDirectory(Directory directory, Path part) {
            super(directory);
            this.part = part;
        }

        @Override
        SeekableByteChannel open(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            SeekableByteChannel opened = super.open(name, options, attributes);
            Files.move(part, part.resolveSibling("f"));
            Files.writeString(part, "second", StandardOpenOption.CREATE_NEW);
            return opened;
        }
    }

    private abstract static class Delegate extends Directory {
        private final Directory directory;

        Delegate(Directory directory) {
            super(directory.path());
            this.directory = directory;
        }

        @Override
        SeekableByteChannel open(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return directory.open(name, options, attributes);
        }

        @Override
        Object key() throws IOException {
            return directory.key();
        }

        @Override
        <V extends FileAttributeView> V view(Path name, Class<V> kind) {
            return directory.view(name, kind);
        }

        @Override
        Directory enter(Path name) throws IOException {
            return directory.enter(name);
        }

        @Override
        Names names() throws IOException {
            return directory.names();
        }

        @Override
        void deleteFile(Path name) throws IOException {
            directory.deleteFile(name);
        }

        @Override
        void deleteDirectory(Path name) throws IOException {
            directory.deleteDirectory(name);
        }

        @Override
        void move(Path name, Directory to, Path newName) throws IOException {
            directory.move(name, to, newName);
        }

        @Override
        void makeDirectory(Path name) throws IOException {
            directory.makeDirectory(name);
        }

        @Override
        void sync() throws IOException {
            directory.sync();
        }

        @Override
        void release() {
            directory.close();
        }
    }
}
