package dev.sluice.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A directory whose path is led elsewhere after it was opened. */
@ParameterizedClass
@EnumSource(names = {"LOCAL", "UNIX_MEMORY"})
class DirectoryTest {
    @Parameter
    TestDisk disk;

    private Fixture fixture;
    private Path victim;
    private Path moved;
    private Directory root;
    private Directory directory;

    @BeforeEach
    void swap() throws IOException {
        fixture = new Fixture(disk);
        victim = Files.createDirectory(fixture.outside.resolve("victim"));
        Files.writeString(victim.resolve("f"), "outside");
        fixture.file("d/f", "inside");
        fixture.directory("d/sub");
        root = Directory.open(fixture.root);
        directory = root.enter(name("d"));

        moved = Files.move(fixture.root.resolve("d"), fixture.root.resolve("moved"));
        Files.createSymbolicLink(fixture.root.resolve("d"), victim);
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
        root.close();
        assertThat(Files.readString(victim.resolve("f"))).isEqualTo("outside");
        try (var names = Files.list(victim)) {
            assertThat(names).containsExactly(victim.resolve("f"));
        }
        fixture.close();
    }

    private Path name(String text) {
        return fixture.root.getFileSystem().getPath(text);
    }

    private String read(String name) throws IOException {
        try (SeekableByteChannel file = directory.open(name(name), Set.of(StandardOpenOption.READ))) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            file.read(bytes);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> names(Directory directory) throws IOException {
        List<String> found = new ArrayList<>();
        for (Directory.Names names = directory.names(); names.hasNext(); ) {
            found.add(names.next().toString());
        }
        return found;
    }

    @Test
    void shouldReadWhatItHolds() throws IOException {
        assertThat(read("f")).isEqualTo("inside");
        assertThat(directory.look(name("f")).size()).isEqualTo(6);
        try (Directory again = directory.enter(directory.here())) {
            assertThat(names(again)).containsExactlyInAnyOrder("f", "sub");
        }
        directory.enter(name("sub")).close();
    }

    @Test
    void shouldMakeAndChangeAndDeleteInItself() throws IOException {
        directory
                .open(name("new"), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                .close();
        directory.move(name("new"), directory, name("f"));
        directory.view(name("f"), BasicFileAttributeView.class).setTimes(FileTime.fromMillis(1_000), null, null);
        assertThat(moved.resolve("f")).isEmptyFile();
        assertThat(Files.getLastModifiedTime(moved.resolve("f"))).isEqualTo(FileTime.fromMillis(1_000));

        directory.deleteDirectory(name("sub"));
        directory.deleteFile(name("f"));
        assertThat(moved).isEmptyDirectory();
    }

    @Test
    void shouldMakeNoDirectoryWhereItsPathLeads() {
        assertThatIOException()
                .isThrownBy(() -> directory.makeDirectory(name("new")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldMakeADirectoryAgainWhenItsPathIsBack() throws IOException {
        Files.delete(fixture.root.resolve("d"));
        Files.move(moved, fixture.root.resolve("d"));

        directory.makeDirectory(name("new"));

        assertThat(fixture.root.resolve("d/new")).isEmptyDirectory();
        assertThat(fixture.parts()).isEmpty();
    }

    @Test
    void shouldNotFollowLinks() throws IOException {
        assertThatIOException().isThrownBy(() -> root.enter(name("d")));
        Files.createSymbolicLink(moved.resolve("link"), victim.resolve("f"));
        if (disk == TestDisk.LOCAL) { // Jimfs opens it all the same.
            assertThatIOException().isThrownBy(() -> read("link"));
        }
        assertThat(directory.look(name("link")).isSymbolicLink()).isTrue();
    }

    @Test
    void shouldStayOpenUntilItsLastUserIsGone() throws IOException {
        Directory second = directory.retain();
        second.close();
        assertThat(read("f")).isEqualTo("inside");

        Directory other = root.enter(name("moved"));
        other.close();
        assertThatIOException().isThrownBy(other::retain);
    }
}
