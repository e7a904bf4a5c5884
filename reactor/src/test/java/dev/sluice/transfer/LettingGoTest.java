package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.HeldPool;
import dev.sluice.loop.Offload;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.Transports;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files whose last call may take long: the loop leaves it to the pool, and nobody is told of the end before it is done. */
@Timeout(20)
class LettingGoTest {

    private final HeldPool pool = new HeldPool();
    private final Ends outcomes = new Ends();
    private final List<String> calls = new ArrayList<>();
    private TurnedLoop turned;
    private SocketPair pair;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        pair = SocketPair.open();
        turned.turn();
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
        turned.turn();
        assertThat(pool.held()).isZero();
        turned.close();
    }

    /** A file in memory that says of itself what a test wants, and writes down what is done to it. */
    private final class Remote implements Upload, Download.Source {
        private Optional<StorageException> refusal = Optional.empty();

        @Override
        public RootedPath path() {
            return RootedPath.ROOT;
        }

        @Override
        public long startOffset() {
            return 0;
        }

        @Override
        public void write(ByteBuffer source) {
            calls.add("write " + source.remaining());
            source.position(source.limit());
        }

        @Override
        public long publish() throws StorageException {
            calls.add("publish");
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            return 0;
        }

        @Override
        public void abort() {
            calls.add("abort");
        }

        @Override
        public boolean endMayBlock() {
            return true;
        }

        @Override
        public boolean fill(ByteBuffer target) {
            target.put((byte) 1);
            return false;
        }

        @Override
        public int memory() {
            return 0;
        }

        @Override
        public boolean closeMayBlock() {
            return true;
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    private TransferResources resources(Executor executor) {
        return TransferResources.of(turned.loop(), new Offload(turned.loop(), executor));
    }

    private FileUpload upload(Executor executor, Remote file) throws IOException {
        FileUpload upload =
                new FileUpload(resources(executor), Unlimited.account(turned.loop()), file, true, Optional.empty());
        upload.ownedBy(outcomes);
        upload.start(Transports.plain(turned.loop(), pair.here()));
        pair.peer().write(ByteBuffer.wrap(new byte[5]));
        turned.turnUntil(() -> upload.bytes() == 5);
        return upload;
    }

    private void endData() throws IOException {
        pair.peer().shutdownOutput();
        turned.turn();
        turned.turn();
        turned.turn();
    }

    @Test
    void shouldPutAFileInPlaceOnThePool() throws IOException {
        FileUpload upload = upload(pool, new Remote());
        endData();
        assertThat(pair.peer().read(ByteBuffer.allocate(1)))
                .as("the connection is needed no more")
                .isNegative();
        assertThat(pool.held()).isEqualTo(1);
        assertThat(upload.isPastAborting()).isTrue();
        upload.abort(Kind.ABORTED);
        assertThat(calls).containsExactly("write 5");

        pool.release();
        assertThat(outcomes.kinds()).isEmpty();
        turned.turn();
        assertThat(outcomes.kinds()).containsExactly(Kind.COMPLETE);
        assertThat(calls).containsExactly("write 5", "publish", "abort");
    }

    @Test
    void shouldDropAFileOnThePool() throws IOException {
        upload(pool, new Remote()).abort(Kind.STALLED);
        assertThat(pool.held()).isEqualTo(1);
        assertThat(outcomes.kinds()).isEmpty();

        pool.release();
        turned.turn();
        assertThat(outcomes.kinds()).containsExactly(Kind.STALLED);
        assertThat(calls).containsExactly("write 5", "abort");
    }

    @Test
    void shouldTellOfAFileThatCannotBePutInPlace() throws IOException {
        Remote file = new Remote();
        file.refusal = Optional.of(StorageException.of(RootedPath.ROOT, Reason.NO_SPACE));
        upload(pool, file);
        endData();
        pool.release();
        turned.turn();
        assertThat(outcomes.kinds()).containsExactly(Kind.STORAGE_FAILED);
        assertThat(calls).containsExactly("write 5", "publish", "abort");
    }

    @Test
    void shouldDropAFileHereWhenThePoolHasNoRoom() throws IOException {
        upload(
                job -> {
                    throw new RejectedExecutionException("no room");
                },
                new Remote());
        endData();
        assertThat(outcomes.kinds()).containsExactly(Kind.STORAGE_FAILED);
        assertThat(calls).containsExactly("write 5", "abort");
    }

    @Test
    void shouldCloseWhatIsReadOnThePool() throws IOException {
        Download download = new Download(resources(pool), Unlimited.account(turned.loop()), new Remote());
        download.ownedBy(outcomes);
        download.start(Transports.plain(turned.loop(), pair.here()));
        pool.release();
        turned.turn();
        assertThat(pool.held()).as("closing").isEqualTo(1);
        assertThat(calls).isEmpty();
        assertThat(outcomes.kinds()).isEmpty();

        pool.release();
        assertThat(calls).containsExactly("close");
        turned.turn();
        assertThat(outcomes.kinds()).containsExactly(Kind.COMPLETE);
    }
}
