package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.HeldPool;
import dev.sluice.loop.Offload;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.ReluctantTransport;
import dev.sluice.net.Transports;
import dev.sluice.storage.RootedPath;
import dev.sluice.transfer.Download;
import dev.sluice.transfer.TransferOutcome.Kind;
import dev.sluice.transfer.TransferResources;
import dev.sluice.transfer.TransferSubject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A download is over when its source is closed and its data connection as well, whichever comes last. */
@Timeout(20)
class RunningTransferTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HeldPool pool = new HeldPool();
    private final List<Kind> told = new ArrayList<>();
    private TurnedLoop turned;
    private SocketPair pair;
    private ReluctantTransport connection;
    private RunningTransfer running;

    /** One byte, from where closing may take long. */
    private static final class OneByte implements Download.Source {
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
        public void close() {}
    }

    /** A download whose bytes are sent; its connection has yet to finish, and its source to be closed. */
    @BeforeEach
    void send() throws IOException {
        turned = new TurnedLoop();
        pair = SocketPair.open();
        connection = new ReluctantTransport(Transports.plain(turned.loop(), pair.here()));
        Download download = new Download(
                TransferResources.of(turned.loop(), new Offload(turned.loop(), pool)),
                new MemoryBudget(turned.loop(), Long.MAX_VALUE).open(InetAddress.getLoopbackAddress()),
                new OneByte());
        running = new RunningTransfer(
                download,
                TransferSubject.download("RETR", RootedPath.ROOT.resolve("file"), false, 0),
                PATIENCE,
                Runnable::run,
                () -> true,
                outcome -> told.add(outcome.kind()));
        download.ownedBy(running);
        turned.turn();
        download.start(connection);
        pool.release();
        turned.turnUntil(connection::isFinishing);
        assertThat(pool.held()).as("closing").isEqualTo(1);
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
        turned.turn();
        assertThat(pool.held()).isZero();
        turned.close();
    }

    private void closeSource() throws IOException {
        pool.release();
        turned.turn();
    }

    @Test
    void shouldWaitForTheSource() throws IOException {
        connection.finishNow();
        assertThat(connection.isOpen()).isFalse();
        assertThat(told).isEmpty();
        closeSource();
        assertThat(told).containsExactly(Kind.COMPLETE);
    }

    @Test
    void shouldWaitForTheConnection() throws IOException {
        closeSource();
        assertThat(told).isEmpty();
        assertThat(connection.isOpen()).isTrue();
        connection.finishNow();
        assertThat(told).containsExactly(Kind.COMPLETE);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void shouldTellOfAConnectionThatBreaksBeforeItsEnd() throws IOException {
        closeSource();
        running.failed(new IOException("reset"));
        assertThat(told).containsExactly(Kind.CONNECTION_LOST);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void shouldAbortAConnectionThatHasNotEnded() throws IOException {
        running.abort();
        assertThat(connection.isOpen()).isFalse();
        assertThat(told).isEmpty();
        closeSource();
        assertThat(told).containsExactly(Kind.ABORTED);
        assertThat(running.isAborted()).isTrue();
    }

    @Test
    void shouldNotWaitForeverForAPeerThatTakesNothing() throws IOException {
        closeSource();
        long now = turned.loop().now();
        assertThat(running.timeLeft(now)).isEqualTo(PATIENCE.toNanos());
        assertThat(running.timeOut(now)).isFalse();
        assertThat(told).containsExactly(Kind.STALLED);
        assertThat(connection.isOpen()).isFalse();
    }
}
