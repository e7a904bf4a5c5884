package dev.sluice.net;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PlainTransportTest {

    private static final int MEBIBYTE = 1 << 20;

    private final List<String> seen = new ArrayList<>();

    @TempDir
    private Path folder;

    private TurnedLoop turned;
    private EventLoop loop;
    private SocketPair pair;
    private SocketChannel peer;
    private PlainTransport transport;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        loop = turned.loop();
        pair = SocketPair.open();
        peer = pair.peer();
        transport = PlainTransport.of(loop, pair.here());
    }

    @AfterEach
    void closeAndCheckForLeaks() throws IOException {
        transport.close();
        transport.close();
        assertThat(transport.isOpen()).isFalse();
        pair.close();
        turned.close();
    }

    @Test
    void shouldKeepAwayFromTheSelectorUntilItMustWait() throws IOException {
        transport.handler(handler(ops -> {}));
        transport.want(0);
        assertThat(transport.write(ByteBuffer.wrap(new byte[100]))).isEqualTo(100);
        assertThat(loop.registrations()).isZero();
        transport.want(OP_READ);
        assertThat(loop.registrations()).isEqualTo(1);
    }

    @Test
    void shouldRefuseToWaitForNobody() {
        assertThatThrownBy(() -> transport.want(OP_WRITE))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("handler");
    }

    @Test
    void shouldKnowBothEnds() throws IOException {
        assertThat(transport.remoteAddress()).isEqualTo(peer.getLocalAddress());
        assertThat(transport.localAddress()).isEqualTo(peer.getRemoteAddress());
    }

    @Test
    void shouldStillWriteAfterThePeersEndOfOutput() throws IOException {
        ByteBuffer in = ByteBuffer.allocate(10);
        transport.handler(handler(ops -> seen.add("read " + transport.read(in.clear()))));
        transport.want(OP_READ);
        assertThat(transport.read(in)).isZero();
        peer.write(ByteBuffer.wrap(new byte[3]));
        peer.shutdownOutput();
        turned.turnUntil(() -> seen.size() == 2);
        transport.want(0);
        turned.turn();
        turned.turn();
        assertThat(seen).containsExactly("read 3", "read -1");

        assertThat(transport.write(ByteBuffer.wrap(new byte[4]))).isEqualTo(4);
        transport.finish(() -> {});
        assertThat(receive()).hasSize(4);
    }

    @Test
    void shouldFailOnceWhenThePeerResets() throws IOException {
        transport.handler(handler(ops -> transport.read(ByteBuffer.allocate(10))));
        transport.want(OP_READ);
        turned.turn();
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();
        turned.turnUntil(() -> !seen.isEmpty());
        turned.turn();
        assertThat(seen).containsExactly("failed Connection reset");
        assertThat(transport.isOpen()).isFalse();
    }

    @Test
    void shouldResetThePeerOnAbort() throws IOException {
        transport.handler(handler(ops -> {}));
        transport.want(OP_READ);
        transport.write(ByteBuffer.wrap(new byte[1]));
        transport.abort();
        transport.abort();
        turned.turn();
        assertThatThrownBy(() -> receive()).isInstanceOf(SocketException.class).hasMessage("Connection reset");
    }

    @Test
    void shouldWriteInPiecesAndNotTurnTheLoopWhileThePeerIsBusy() throws IOException {
        byte[] content = bytes(MEBIBYTE);
        pair.here().setOption(StandardSocketOptions.SO_SNDBUF, 1);
        ByteBuffer out = ByteBuffer.wrap(content);
        send(() -> {
            transport.write(out);
            return out.hasRemaining();
        });
        int attempts = seen.size();
        turned.turn();
        assertThat(seen).as("attempts while the peer does not read").hasSize(attempts);
        assertThat(out.hasRemaining()).isTrue();

        assertThat(receiveWhileTurning(content.length)).isEqualTo(content);
        assertThat(out.hasRemaining()).isFalse();
        assertThat(seen).hasSizeGreaterThan(2);
        turned.turn();
        int finished = seen.size();
        turned.turn();
        assertThat(seen).as("attempts after the end").hasSize(finished);
    }

    @Test
    void shouldSendAFileInPieces() throws IOException {
        byte[] content = bytes(MEBIBYTE);
        pair.here().setOption(StandardSocketOptions.SO_SNDBUF, 1);
        long[] position = {1};
        try (FileChannel file = file(content)) {
            assertThat(transport.canTransfer()).isTrue();
            send(() -> {
                position[0] += transport.transferFrom(file, position[0], MEBIBYTE);
                return position[0] < content.length;
            });
            turned.turn();
            assertThat(transport.transferFrom(file, position[0], MEBIBYTE))
                    .as("bytes sent into a full socket")
                    .isZero();
            byte[] received = receiveWhileTurning(content.length - 1);
            assertThat(ByteBuffer.wrap(received)).isEqualTo(ByteBuffer.wrap(content, 1, content.length - 1));
            assertThat(position[0]).isEqualTo(content.length);
            assertThat(file.position()).as("the file's own position").isZero();
        }
    }

    @Test
    void shouldSendNothingBeyondTheEndOfATruncatedFile() throws IOException {
        try (FileChannel file = file(bytes(3_000))) {
            assertThat(transport.transferFrom(file, 0, 2_000)).isEqualTo(2_000);
            file.truncate(1_000);
            assertThat(transport.transferFrom(file, 2_000, 1_000)).isZero();
            assertThat(transport.transferFrom(file, 1_000, 1_000)).isZero();
            assertThat(transport.transferFrom(file, 900, 1_000)).isEqualTo(100);
        }
    }

    @Test
    void shouldAnswerLaterEventsWithTheLatestHandler() throws IOException {
        transport.handler(handler(ops -> transport.handler(handler(more -> {
            seen.add("second");
            transport.want(0);
        }))));
        transport.want(OP_WRITE);
        turned.turnUntil(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("second");
    }

    private interface Ready {
        void ready(int ops) throws IOException;
    }

    private interface Attempt {
        /** Returns whether there is more to send. */
        boolean send() throws IOException;
    }

    private void send(Attempt attempt) throws IOException {
        transport.handler(handler(ops -> {
            seen.add("attempt");
            transport.want(attempt.send() ? OP_WRITE : 0);
        }));
        transport.want(OP_WRITE);
        turned.turn();
        assertThat(seen).hasSize(1);
        turned.turn();
    }

    private ReadyHandler handler(Ready ready) {
        return new ReadyHandler() {
            @Override
            public void ready(int readyOps) throws IOException {
                ready.ready(readyOps);
            }

            @Override
            public void failed(Exception cause) {
                seen.add("failed " + cause.getMessage());
                transport.close();
            }
        };
    }

    private byte[] receiveWhileTurning(int length) throws IOException {
        peer.configureBlocking(false);
        ByteBuffer in = ByteBuffer.allocate(length + 1);
        while (in.position() < length && peer.read(in) >= 0) {
            turned.turn();
        }
        byte[] received = new byte[in.flip().remaining()];
        in.get(received);
        return received;
    }

    private byte[] receive() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(1_000);
        while (peer.read(in) >= 0) {
            all.write(in.array(), 0, in.position());
            in.clear();
        }
        return all.toByteArray();
    }

    private FileChannel file(byte[] content) throws IOException {
        Path path = Files.write(folder.resolve("file"), content);
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
