package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.TurnedLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectorTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(0);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<String> seen = new ArrayList<>();
    private final List<SocketChannel> fillers = new ArrayList<>();
    private TurnedLoop turned;
    private EventLoop loop;
    private ServerSocketChannel listener;
    private Transport connected;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        loop = turned.loop();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }

    @AfterEach
    void closeAndCheckForLeaks() throws IOException {
        if (connected != null) {
            connected.close();
        }
        for (SocketChannel filler : fillers) {
            filler.close();
        }
        listener.close();
        turned.close();
    }

    @Test
    void shouldNotTellOfSuccessBeforeConnectHasReturned() throws IOException {
        connect(new Noting());
        assertThat(seen).isEmpty();
        turned.turnUntil(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("connected");
        try (SocketChannel peer = listener.accept()) {
            peer.write(ByteBuffer.wrap(new byte[] {7}));
            assertThat(connected.remoteAddress()).isEqualTo(listener.getLocalAddress());
            assertThat(connected.localAddress()).isEqualTo(peer.getRemoteAddress());
        }
        turned.advance(LIMIT);
        assertThat(seen).hasSize(1);
    }

    @Test
    void shouldConnectFromTheAddressThatWasAskedFor() throws IOException {
        InetAddress second = InetAddress.getByName("127.0.0.2");
        Network.sockets(loop).connect(new InetSocketAddress(second, 0), remote(), LIMIT.toNanos(), new Noting());
        turned.turnUntil(() -> !seen.isEmpty());
        try (SocketChannel peer = listener.accept()) {
            assertThat(((InetSocketAddress) peer.getRemoteAddress()).getAddress())
                    .isEqualTo(second);
        }
    }

    @Test
    void shouldWaitForAnAnswerThatComesLate() throws IOException {
        fillBacklog();
        connect(new Noting());
        turned.turn();
        assertThat(loop.registrations()).isEqualTo(1);
        listener.accept().close();
        turned.turnUntil(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("connected");
        turned.turn();
        long start = System.nanoTime();
        loop.runOnce(TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(System.nanoTime() - start)
                .as("nanoseconds asleep, once connected and at rest")
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(40));
    }

    @Test
    void shouldTellOfARefusalThatComesLate() throws IOException {
        fillBacklog();
        connect(new Noting());
        turned.turn();
        listener.close();
        turned.turnUntil(() -> !seen.isEmpty());
        turned.advance(LIMIT);
        assertThat(seen).containsExactly("failed ConnectException");
    }

    @Test
    void shouldTellOfAnAttemptThatFailsAtOnceByTheExceptionAlone() throws IOException {
        InetSocketAddress nobody = remote();
        listener.close();
        assertThatThrownBy(() -> Network.sockets(loop).connect(ANY, nobody, LIMIT.toNanos(), new Noting()))
                .isInstanceOf(ConnectException.class);
        InetSocketAddress name = InetSocketAddress.createUnresolved("name.invalid", 21);
        assertThatThrownBy(() -> Network.sockets(loop).connect(ANY, name, LIMIT.toNanos(), new Noting()))
                .isInstanceOf(UnresolvedAddressException.class);
        turned.advance(LIMIT);
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldGiveUpWhenTheTimeIsOver() throws IOException {
        fillBacklog();
        connect(new Noting());
        turned.advance(LIMIT.minusNanos(1));
        assertThat(seen).isEmpty();
        turned.advance(Duration.ofNanos(1));
        assertThat(seen).containsExactly("failed SocketTimeoutException");
        assertThat(loop.registrations()).isZero();
    }

    @Test
    void shouldSayNothingOnceCancelled() throws IOException {
        fillBacklog();
        Connector pending = connect(new Noting());
        pending.cancel();
        pending.cancel();
        turned.advance(LIMIT);
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldSayNothingWhenCancelledBetweenSuccessAndTellingIt() throws IOException {
        connect(new Noting()).cancel();
        turned.advance(LIMIT);
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldCloseAConnectionThatNobodyTakes() throws IOException {
        connect(new Noting() {
            @Override
            public void connected(Transport transport) {
                super.connected(transport);
                throw new IllegalStateException("not now");
            }
        });
        turned.turnUntil(() -> !seen.isEmpty());
        assertThat(connected.isOpen()).isFalse();
        assertThat(turned.uncaught()).hasSize(1).first().asString().endsWith("not now");
    }

    @Test
    void shouldCloseALateConnectionThatNobodyTakes() throws IOException {
        fillBacklog();
        connect(new Noting() {
            @Override
            public void connected(Transport transport) {
                super.connected(transport);
                throw new IllegalStateException("not now");
            }
        });
        turned.turn();
        listener.accept().close();
        turned.turnUntil(() -> !seen.isEmpty());
        assertThat(connected.isOpen()).isFalse();
        assertThat(turned.uncaught()).containsExactly("connect: not now");
        assertThat(seen).containsExactly("connected");
    }

    private Connector connect(Connector.Outcome outcome) throws IOException {
        return Network.sockets(loop).connect(ANY, remote(), LIMIT.toNanos(), outcome);
    }

    private InetSocketAddress remote() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    /** Fills the listener's backlog, so that the kernel drops the next client's first packet, which comes again a second later. */
    private void fillBacklog() throws IOException {
        boolean taken = true;
        while (taken) {
            SocketChannel filler = SocketChannel.open();
            filler.configureBlocking(false);
            fillers.add(filler);
            taken = filler.connect(remote()) || filler.finishConnect();
        }
        fillers.remove(fillers.size() - 1).close();
    }

    private class Noting implements Connector.Outcome {
        @Override
        public void connected(Transport transport) {
            connected = transport;
            seen.add("connected");
        }

        @Override
        public void failed(IOException cause) {
            seen.add("failed " + cause.getClass().getSimpleName());
        }
    }
}
