package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.HeldPool;
import dev.sluice.loop.Offload;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.BufferPool;
import dev.sluice.net.Transport;
import dev.sluice.net.Transports;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.disk.DiskStorage;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files on a disk that is so slow that the loop leaves them to the pool: every call counts as slow, and the pool hangs at will. */
@Timeout(20)
class SlowFileTest {

    private static final long EVERY_CALL_IS_SLOW = -1;
    private static final int WINDOW = 4 << 20;
    private static final int PER_TURN = 64 * 1024;

    private final byte[] content = new byte[2 * WINDOW + 12_345];
    private final Ends outcomes = new Ends();
    private final HeldPool pool = new HeldPool();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    @TempDir
    private Path root;

    private TurnedLoop turned;
    private Storage store;
    private TransferResources resources;
    private SocketPair pair;

    @BeforeEach
    void open() throws IOException {
        new Random(1).nextBytes(content);
        turned = new TurnedLoop();
        store = new DiskStorage(root, StorageOptions.defaults());
        resources = new TransferResources(
                turned.loop(),
                new Offload(turned.loop(), pool),
                new BufferPool(turned.loop(), PER_TURN, 1),
                ByteBuffer.allocateDirect(PER_TURN),
                new TransferScheduler(turned.loop(), Long.MAX_VALUE, PER_TURN, PER_TURN, PER_TURN),
                EVERY_CALL_IS_SLOW);
        pair = SocketPair.open();
        pair.peer().configureBlocking(false);
        turned.turn();
    }

    @AfterEach
    void closeAndCheckForLeaks() throws IOException {
        pair.close();
        turned.turn();
        store.close();
        assertThat(pool.held()).isZero();
        assertThat(resources.buffers().lent()).isZero();
        assertThat(resources.scheduler().active()).isZero();
        turned.close();
    }

    // ---- downloads: warm, then send ----

    private Download download(FileChannel file) {
        Download download =
                new Download(resources, Unlimited.account(turned.loop()), new RegionSource(file, content.length));
        download.ownedBy(outcomes);
        download.start(transport());
        return download;
    }

    private Transport transport() {
        try {
            return Transports.plain(turned.loop(), pair.here());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private FileChannel file() throws IOException {
        return FileChannel.open(Files.write(root.resolve("file"), content));
    }

    /** Turns and reads until the transfer waits for the pool, or has ended. */
    private void readUntilHeld() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(PER_TURN);
        while (pool.held() == 0 && outcomes.isEmpty()) {
            turned.turn();
            int count = pair.peer().read(chunk.clear());
            received.write(chunk.array(), 0, Math.max(0, count));
        }
    }

    @Test
    void shouldSendNothingThatThePoolHasNotReadFirst() throws IOException {
        Download download = download(file());
        readUntilHeld();
        long sent = download.bytes();
        assertThat(sent).as("by the one call that turned out slow").isBetween(1L, (long) PER_TURN);

        for (long window = sent; window < content.length; window += WINDOW) {
            assertThat(download.bytes()).isEqualTo(window);
            assertThat(outcomes.kinds()).isEmpty();
            turned.turn();
            turned.turn();
            assertThat(download.bytes()).as("while the pool reads").isEqualTo(window);
            pool.release();
            readUntilHeld();
        }

        assertThat(outcomes.kinds()).containsExactly(Kind.COMPLETE);
        readToEnd();
        assertThat(received.toByteArray()).isEqualTo(content);
    }

    private void readToEnd() throws IOException {
        pair.peer().configureBlocking(true);
        ByteBuffer chunk = ByteBuffer.allocate(PER_TURN);
        while (pair.peer().read(chunk.clear()) >= 0) {
            received.write(chunk.array(), 0, chunk.position());
        }
    }

    @Test
    void shouldTellOfFileThatBecameShorterWhileThePoolReadsIt() throws IOException {
        Download download = download(file());
        readUntilHeld();
        Files.write(root.resolve("file"), new byte[10]);

        pool.release();
        turned.turnUntil(() -> !outcomes.isEmpty());

        assertThat(outcomes.kinds()).containsExactly(Kind.TRUNCATED);
        assertThat(download.bytes()).isLessThan(content.length);
    }

    @Test
    void shouldCloseTheFileOnlyWhenThePoolHasLetGoOfIt() throws IOException {
        FileChannel file = file();
        Download download = download(file);
        readUntilHeld();

        download.abort(Kind.ABORTED);
        turned.turn();
        assertThat(file.isOpen()).as("the pool reads it").isTrue();
        assertThat(outcomes.kinds()).isEmpty();

        pool.release();
        turned.turn();
        assertThat(file.isOpen()).isFalse();
        assertThat(outcomes.kinds()).containsExactly(Kind.ABORTED);
    }

    // ---- uploads: the pool writes, and the sender waits ----

    private FileUpload upload() throws IOException {
        Files.writeString(root.resolve("file"), "old");
        FileUpload upload = new FileUpload(
                resources,
                Unlimited.account(turned.loop()),
                store.store(RootedPath.ROOT.resolve("file"), "a test"),
                true,
                Optional.empty());
        upload.ownedBy(outcomes);
        upload.start(transport());
        return upload;
    }

    /** Turns and writes until the transfer waits for the pool or nothing is left to write. */
    private void writeUntilHeld(ByteBuffer left) throws IOException {
        while (pool.held() == 0 && left.hasRemaining()) {
            pair.peer().write(left);
            turned.turn();
        }
    }

    @Test
    void shouldReadNothingFromTheSenderWhileThePoolWrites() throws IOException {
        FileUpload upload = upload();
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
            writeUntilHeld(left);
            long taken = upload.bytes();
            while (pair.peer().write(left) > 0) {
                turned.turn();
            }
            turned.turn();
            assertThat(upload.bytes()).isEqualTo(taken);
            assertThat(root.resolve("file")).hasContent("old");
            pool.release();
        }
        pair.peer().close();
        while (outcomes.isEmpty()) {
            turned.turn();
            pool.release();
        }

        assertThat(outcomes.kinds()).containsExactly(Kind.COMPLETE);
        assertThat(root.resolve("file")).hasBinaryContent(content);
    }

    @Test
    void shouldWriteOnTheLoopAgainWhenThePoolHasBeenFastForAWhile() throws IOException {
        AtomicLong clock = new AtomicLong();
        AtomicLong step = new AtomicLong(100);
        AtomicInteger jobs = new AtomicInteger();
        try (EventLoop loop = EventLoop.open("steps", () -> clock.addAndGet(step.get()), (task, cause) -> {})) {
            Offload offload = new Offload(loop, job -> {
                jobs.incrementAndGet();
                job.run();
            });
            TransferResources stepping = new TransferResources(
                    loop,
                    offload,
                    new BufferPool(loop, PER_TURN, 1),
                    ByteBuffer.allocateDirect(PER_TURN),
                    new TransferScheduler(loop, Long.MAX_VALUE, PER_TURN, PER_TURN, PER_TURN),
                    10);
            FileUpload upload = new FileUpload(
                    stepping,
                    Unlimited.account(turned.loop()),
                    store.store(RootedPath.ROOT.resolve("file"), "a test"),
                    true,
                    Optional.empty());
            upload.ownedBy(outcomes);
            upload.start(Transports.plain(loop, pair.here()));

            for (int sent = 1; sent <= 40; sent++) {
                pair.peer().write(ByteBuffer.wrap(content, sent - 1, 1));
                while (upload.bytes() < sent) {
                    loop.runOnce(0);
                }
                step.set(0); // the first write was slow, and no other is
            }
            pair.peer().close();
            while (outcomes.isEmpty()) {
                loop.runOnce(0);
            }
        }

        assertThat(outcomes.kinds()).containsExactly(Kind.COMPLETE);
        assertThat(jobs).as("writes by the pool").hasValue(16);
        assertThat(root.resolve("file")).hasBinaryContent(Arrays.copyOf(content, 40));
    }

    @Test
    void shouldLeaveTheOldFileWhenAbortedWhileThePoolWrites() throws IOException {
        FileUpload upload = upload();
        writeUntilHeld(ByteBuffer.wrap(content));

        upload.abort(Kind.STALLED);
        turned.turn();
        assertThat(outcomes.kinds())
                .as("the pool writes from the transfer's buffer")
                .isEmpty();
        pool.release();
        turned.turn();
        assertThat(outcomes.kinds()).as("closing the file may take as long").isEmpty();
        pool.release();
        turned.turn();

        assertThat(outcomes.kinds()).containsExactly(Kind.STALLED);
        assertThat(root.resolve("file")).hasContent("old");
    }
}
