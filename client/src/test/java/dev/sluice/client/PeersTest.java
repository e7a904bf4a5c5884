package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.client.TreeOptions.Compare;
import dev.sluice.ftp.ListEntry;
import dev.sluice.net.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole client against every server that is installed here. */
@Timeout(180)
class PeersTest {

    private static final int SIZE = 3_000_000;

    @TempDir
    private Path folder;

    /** What a test does with one server. */
    interface Visit {
        void run(ClientLoop loop, Credentials credentials, Path root) throws Exception;
    }

    private void visit(Peer peer, Visit visit) throws Exception {
        assumeTrue(peer.isInstalled(), () -> peer + " is not installed");
        Path root = Files.createDirectory(folder.resolve("root"));
        Path work = Files.createDirectory(folder.resolve("work"));
        try (Peer.Running server = peer.start(root, work);
                ClientLoop loop = ClientLoop.start("test client")) {
            visit.run(loop, server.credentials(), root);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) Futures.cause(e);
        }
    }

    private static FtpClient login(ClientLoop loop, Credentials credentials) throws Exception {
        FtpClient client = new FtpClient(loop, ClientOptions.DEFAULT);
        get(client.connect(credentials.server()));
        get(client.login(credentials.user(), credentials.password()));
        return client;
    }

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void shouldWorkWithFilesAndDirectories(Peer peer) throws Exception {
        visit(peer, (loop, credentials, root) -> {
            FtpClient client = login(loop, credentials);
            assertThat(get(client.workingDirectory())).startsWith("/");
            get(client.makeDirectory("dir"));
            get(client.changeDirectory("dir"));
            Path file = file("file", SIZE);
            assertThat(get(client.store("grün und blau", FileSource.open(file, 0), TransferOptions.DEFAULT))
                            .bytes())
                    .isEqualTo(SIZE);
            assertThat(root.resolve("dir/grün und blau")).hasSameBinaryContentAs(file);
            assertThat(get(client.size("grün und blau"))).isEqualTo(SIZE);
            assertThat(get(client.modified("grün und blau")))
                    .isBetween(Instant.now().minusSeconds(90), Instant.now().plusSeconds(90));
            get(client.rename("grün und blau", "b"));
            List<ListEntry> entries = get(client.list(""));
            assertThat(entries).extracting(ListEntry::name).containsExactly("b");
            assertThat(entries.get(0).size()).isEqualTo(SIZE);
            assertThat(entries.get(0).kind()).isEqualTo(ListEntry.Kind.FILE);
            assertThat(get(client.names(""))).containsExactly("b");

            FileSink copy = new FileSink(folder.resolve("copy"), 0);
            get(client.retrieve("b", copy, TransferOptions.DEFAULT));
            assertThat(folder.resolve("copy")).hasSameBinaryContentAs(file);

            get(client.delete("b"));
            assertThatExceptionOfType(ReplyException.class)
                    .isThrownBy(() -> get(client.retrieve("b", Sink.discarding(), TransferOptions.DEFAULT)));
            get(client.changeToParent());
            get(client.removeDirectory("dir"));
            assertThat(get(client.features())).isNotNull();
            get(client.quit());
            get(client.closed());
        });
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void shouldResumeBothWays(Peer peer) throws Exception {
        visit(peer, (loop, credentials, root) -> {
            FtpClient client = login(loop, credentials);
            Path file = file("file", SIZE);
            Files.write(root.resolve("half"), Arrays.copyOf(Files.readAllBytes(file), SIZE / 2));
            root.resolve("half").toFile().setWritable(true, false);
            try (SessionPool pool = new SessionPool(loop, credentials, ClientOptions.DEFAULT, DataMode.PASSIVE, 2)) {
                Transfers transfers = new Transfers(loop, pool, Retry.DEFAULT);

                TransferResult up = get(transfers.upload(file, "half", IfExists.RESUME, TransferOptions.DEFAULT));
                assertThat(up.bytes()).isEqualTo(SIZE - SIZE / 2);
                assertThat(root.resolve("half")).hasSameBinaryContentAs(file);

                Path copy = folder.resolve("copy");
                Files.write(FileSink.partOf(copy), Arrays.copyOf(Files.readAllBytes(file), SIZE / 3));
                TransferResult down = get(transfers.download("half", copy, IfExists.RESUME, TransferOptions.DEFAULT));
                assertThat(down.bytes()).isEqualTo(SIZE - SIZE / 3);
                assertThat(copy).hasSameBinaryContentAs(file);
            }
            get(client.quit());
        });
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void shouldTransferInActiveMode(Peer peer) throws Exception {
        visit(peer, (loop, credentials, root) -> {
            FtpClient client = login(loop, credentials);
            client.dataMode(DataMode.ACTIVE);
            Path file = file("file", SIZE);

            get(client.store("f", FileSource.open(file, 0), TransferOptions.DEFAULT));
            get(client.retrieve("f", new FileSink(folder.resolve("copy"), 0), TransferOptions.DEFAULT));

            assertThat(get(client.list(""))).extracting(ListEntry::name).containsExactly("f");
            assertThat(folder.resolve("copy")).hasSameBinaryContentAs(file);
        });
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void shouldStayUsableAfterAnAbort(Peer peer) throws Exception {
        visit(peer, (loop, credentials, root) -> {
            FtpClient client = login(loop, credentials);
            Files.write(root.resolve("big"), new byte[20_000_000]);
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Long> moving = new CompletableFuture<>();
                CompletableFuture<TransferResult> transfer = client.retrieve(
                        "big",
                        Sink.discarding(),
                        TransferOptions.DEFAULT
                                .withLimit(RateLimit.of(1_000_000))
                                .withProgress(moving::complete));
                get(moving);
                transfer.cancel(true);

                assertThat(get(client.size("big"))).isEqualTo(20_000_000);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void shouldTransferAndMirrorTrees(Peer peer) throws Exception {
        visit(peer, (loop, credentials, root) -> {
            Path source = folder.resolve("source");
            for (int i = 0; i < 200; i++) {
                Path file = source.resolve("d" + i % 7).resolve("e" + i % 3).resolve("file " + i);
                Files.createDirectories(file.getParent());
                Files.write(file, new byte[i * 10]);
            }
            Files.createDirectory(source.resolve("empty"));
            try (SessionPool pool = new SessionPool(loop, credentials, ClientOptions.DEFAULT, DataMode.PASSIVE, 4)) {
                Transfers transfers = new Transfers(loop, pool, Retry.DEFAULT);
                TreeOptions all = TreeOptions.all(IfExists.REFUSE, TransferOptions.DEFAULT);
                TreeOptions mirror = TreeOptions.mirror(Compare.SIZE_AND_TIME, true, TransferOptions.DEFAULT);

                TreeResult up = get(transfers.uploadTree(source, "tree", all, TransferListener.NONE));
                assertThat(up.failed()).isZero();
                assertThat(up.files()).isEqualTo(200);
                assertThat(content(root.resolve("tree"))).isEqualTo(content(source));

                Path copy = folder.resolve("copy");
                TreeResult down = get(transfers.downloadTree("tree", copy, mirror, TransferListener.NONE));
                assertThat(down.failed()).isZero();
                assertThat(content(copy)).isEqualTo(content(source));

                Files.write(copy.resolve("d1/e1/file 1"), new byte[99]);
                Files.write(copy.resolve("surplus"), new byte[1]);
                TreeResult again = get(transfers.downloadTree("tree", copy, mirror, TransferListener.NONE));
                assertThat(again).isEqualTo(new TreeResult(1, 10, 199, 1, 0));
                assertThat(content(copy)).isEqualTo(content(source));

                TreeResult removed = get(transfers.deleteTree("tree", TransferListener.NONE));
                assertThat(removed.failed()).isZero();
                assertThat(root.resolve("tree")).doesNotExist();
            }
        });
    }

    /** Every path below {@code root}, with the size of those that are files. */
    private static Map<String, Long> content(Path root) throws IOException {
        Map<String, Long> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                content.put(root.relativize(path).toString(), Files.isDirectory(path) ? -1 : Files.size(path));
            }
        }
        return content;
    }
}
