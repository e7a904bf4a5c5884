package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.loop.HeldPool;
import dev.sluice.loop.Offload;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.ReluctantTransport;
import dev.sluice.net.Transport;
import dev.sluice.net.Transports;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.disk.DiskStorage;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A transfer borrows its connection, and gives it back as soon and as good as can be. */
@Timeout(20)
class BorrowedConnectionTest {

    private static final int SIZE = 300_000;

    @TempDir
    private Path root;

    private final byte[] content = new byte[SIZE];
    private final HeldPool pool = new HeldPool();
    private final Keeper keeper = new Keeper();
    private TurnedLoop turned;
    private TransferResources resources;
    private Storage store;
    private SocketPair pair;
    private Transport connection;

    /** An owner that closes nothing and writes down what it is told. */
    private static final class Keeper implements TransferOwner {
        private final List<String> told = new ArrayList<>();

        @Override
        public void released(Transport connection, boolean intact) {
            told.add(intact ? "intact" : "broken");
        }

        @Override
        public void ended(TransferOutcome outcome) {
            told.add(outcome.kind().name());
        }
    }

    @BeforeEach
    void open() throws IOException {
        new Random(1).nextBytes(content);
        Files.write(root.resolve("file"), content);
        turned = new TurnedLoop();
        resources = TransferResources.of(turned.loop(), new Offload(turned.loop(), pool));
        store = new DiskStorage(root, StorageOptions.defaults());
        pair = SocketPair.open();
        connection = Transports.plain(turned.loop(), pair.here());
        turned.turn();
    }

    @AfterEach
    void closeAndCheckForLeaks() throws IOException {
        connection.close();
        pair.close();
        turned.turn();
        store.close();
        assertThat(pool.held()).isZero();
        assertThat(resources.scheduler().active()).isZero();
        assertThat(resources.buffers().lent()).isZero();
        turned.close();
    }

    private Download download() throws IOException {
        OpenFile file = store.openRead(RootedPath.ROOT.resolve("file"));
        Download download = new Download(resources, Unlimited.account(turned.loop()), FileSource.binary(file, 0));
        download.ownedBy(keeper);
        return download;
    }

    private FileUpload upload() throws IOException {
        FileUpload upload = new FileUpload(
                resources,
                Unlimited.account(turned.loop()),
                store.store(RootedPath.ROOT.resolve("new"), "a test"),
                true,
                Optional.empty());
        upload.ownedBy(keeper);
        return upload;
    }

    private byte[] receive() throws IOException {
        pair.peer().configureBlocking(false);
        ByteBuffer received = ByteBuffer.allocate(SIZE);
        while (received.hasRemaining()) {
            turned.turn();
            pool.release();
            assertThat(pair.peer().read(received)).isNotNegative();
        }
        return received.array();
    }

    @Test
    void shouldServeOneDownloadAfterAnotherOverOneConnection() throws IOException {
        for (int time = 1; time <= 2; time++) {
            download().start(connection);
            assertThat(receive()).isEqualTo(content);
            assertThat(keeper.told).containsExactly("intact", "COMPLETE");
            keeper.told.clear();
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void shouldCopyWhereTheConnectionHasToSeeEveryByte() throws IOException {
        for (int time = 1; time <= 2; time++) {
            download().start(new ReluctantTransport(connection));
            assertThat(receive()).isEqualTo(content);
            assertThat(keeper.told).containsExactly("intact", "COMPLETE");
            keeper.told.clear();
        }
    }

    @Test
    void shouldWaitUntilTheConnectionHasHandedOverTheLastByte() throws IOException {
        ReluctantTransport slow = new ReluctantTransport(connection);
        slow.flushed(false);
        download().start(slow);
        assertThat(receive()).isEqualTo(content);
        turned.turn();
        turned.turn();
        assertThat(keeper.told).isEmpty();

        slow.flushed(true);
        turned.turnUntil(() -> !keeper.told.isEmpty());
        assertThat(keeper.told).containsExactly("intact", "COMPLETE");
    }

    @Test
    void shouldGiveBackTheConnectionAtOnceWhenAbortedAndTheFileWhenThePoolIsDone() throws IOException {
        Download download = download();
        download.start(new ReluctantTransport(connection));
        assertThat(pool.held()).isEqualTo(1);

        download.abort(Kind.ABORTED);
        assertThat(keeper.told).containsExactly("broken");
        assertThat(resources.scheduler().active()).isZero();
        download.abort(Kind.STALLED);
        download.failed(new IOException("a late complaint"));
        turned.turn();
        assertThat(keeper.told).containsExactly("broken");

        pool.release();
        turned.turn();
        assertThat(keeper.told).containsExactly("broken", "ABORTED");
    }

    @Test
    void shouldEndWithoutAConnection() throws IOException {
        Download download = download();
        download.abort(Kind.NOT_CONNECTED);
        assertThat(keeper.told).containsExactly("NOT_CONNECTED");

        assertThatThrownBy(() -> download.start(connection)).isInstanceOf(IllegalStateException.class);
        assertThat(keeper.told).as("told once").containsExactly("NOT_CONNECTED");
    }

    @Test
    void shouldPutWhatItsOwnerThrowsDownToTheOwner() throws IOException {
        IllegalStateException bug = new IllegalStateException("a bug of the owner's");
        Files.write(root.resolve("file"), new byte[10]);
        Download small = download();
        small.ownedBy(new TransferOwner() {
            @Override
            public void released(Transport released, boolean intact) {
                keeper.released(released, intact);
            }

            @Override
            public void ended(TransferOutcome outcome) {
                keeper.ended(outcome);
                throw bug;
            }
        });

        assertThatThrownBy(() -> small.start(connection)).isSameAs(bug);
        assertThat(keeper.told).as("told once, and not of a failure").containsExactly("intact", "COMPLETE");
    }

    @Test
    void shouldReceiveAllBeforeTheConnectionIsGivenBack() throws IOException {
        upload().start(connection);
        pair.peer().write(ByteBuffer.wrap(content, 0, 1000));
        pair.peer().shutdownOutput();
        turned.turnUntil(() -> keeper.told.size() == 2);
        assertThat(keeper.told).containsExactly("intact", "COMPLETE");
        assertThat(root.resolve("new")).hasSize(1000);
    }
}
