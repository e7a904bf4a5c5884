package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.client.TreeOptions.Compare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trees put, got and mirrored byte for byte: files with nasty names and contents, and very many files. */
@Timeout(100)
class TreesTest {

    private static final Path SAMPLES = Path.of("..", "sample-files");
    private static final TreeOptions ALL = TreeOptions.all(IfExists.REFUSE, TransferOptions.DEFAULT);
    private static final TreeOptions MIRROR = TreeOptions.mirror(Compare.SIZE_AND_TIME, true, TransferOptions.DEFAULT);

    /** In memory where that is to be had: 50 000 small files keep a disk busy for long. */
    @TempDir(factory = InMemory.class)
    private Path folder;

    static final class InMemory implements TempDirFactory {
        private static final Path MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "trees")
                    : Files.createTempDirectory("trees");
        }
    }

    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final TransferListener listener = new TransferListener() {
        @Override
        public void failed(String name, Throwable cause) {
            failures.add(name + ": " + cause);
        }
    };

    @ParameterizedTest
    @EnumSource(names = {"SLUICE", "VSFTPD"})
    void shouldCopyFilesWithNastyNames(Peer peer) throws Exception {
        copyBackAndForth(peer, SAMPLES);
    }

    @ParameterizedTest
    @EnumSource(names = {"SLUICE", "VSFTPD"})
    void shouldCopyTenThousandFiles(Peer peer) throws Exception {
        Random random = new Random(1);
        Path source = folder.resolve("many");
        for (int i = 0; i < 100; i++) {
            Path directory = Files.createDirectories(source.resolve("directory " + i));
            for (int j = 0; j < 100; j++) {
                byte[] content = new byte[random.nextInt(1024)];
                random.nextBytes(content);
                Files.write(directory.resolve("file " + j), content);
            }
        }
        copyBackAndForth(peer, source);
    }

    /** Puts {@code source}, gets it back, and after changes on this side mirrors down, and after others up. */
    private void copyBackAndForth(Peer peer, Path source) throws Exception {
        assumeTrue(peer.isInstalled(), () -> peer + " is not installed");
        Path root = Files.createDirectory(folder.resolve("root"));
        Path work = Files.createDirectory(folder.resolve("work"));
        Path got = folder.resolve("got");
        try (Peer.Running server = peer.start(root, work);
                ClientLoop loop = ClientLoop.start("test client");
                SessionPool pool =
                        new SessionPool(loop, server.credentials(), ClientOptions.DEFAULT, DataMode.PASSIVE, 8)) {
            Transfers transfers = new Transfers(loop, pool, Retry.DEFAULT);

            TreeResult put = get(transfers.uploadTree(source, "tree", ALL, listener));
            assertThat(failures).isEmpty();
            assertSame(root.resolve("tree"), source);
            // A mirror, as that keeps the times, by which the next ones tell what is unchanged.
            assertThat(get(transfers.downloadTree("tree", got, MIRROR, listener)))
                    .isEqualTo(put);
            assertSame(got, source);

            Path changed = firstFile(got);
            Files.writeString(changed, "changed, and so of another size: " + "x".repeat(2000));
            Files.writeString(got.resolve("surplus"), "");
            assertThat(get(transfers.downloadTree("tree", got, MIRROR, listener)))
                    .isEqualTo(new TreeResult(1, Files.size(changed), put.files() - 1, 1, 0));
            assertSame(got, source);

            Files.delete(changed);
            Files.writeString(got.resolve("new"), "new");
            assertThat(get(transfers.uploadTree(got, "tree", MIRROR, listener)))
                    .isEqualTo(new TreeResult(1, 3, put.files() - 1, 1, 0));
            assertSame(root.resolve("tree"), got);
            assertThat(failures).isEmpty();
        }
    }

    private static TreeResult get(CompletableFuture<TreeResult> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static Path firstFile(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).min(Path::compareTo).orElseThrow();
        }
    }

    private static void assertSame(Path actual, Path expected) throws IOException {
        Set<Path> paths = below(expected);
        assertThat(below(actual)).isEqualTo(paths);
        for (Path path : paths) {
            Path file = expected.resolve(path);
            if (Files.isRegularFile(file)) {
                assertThat(Files.mismatch(actual.resolve(path), file))
                        .as(path.toString())
                        .isEqualTo(-1);
            }
        }
    }

    private static Set<Path> below(Path directory) throws IOException {
        Set<Path> found = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.forEach(path -> found.add(directory.relativize(path)));
        }
        return found;
    }
}
