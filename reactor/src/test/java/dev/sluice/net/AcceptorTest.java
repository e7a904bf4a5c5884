package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.FewDescriptors;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AcceptorTest {

    private final List<SocketChannel> clients = new ArrayList<>();
    private final List<Transport> accepted = new ArrayList<>();
    private TurnedLoop turned;
    private EventLoop loop;
    private Acceptor acceptor;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        loop = turned.loop();
    }

    @AfterEach
    void closeAndCheckForLeaks() throws IOException {
        if (acceptor != null) {
            acceptor.close();
        }
        for (SocketChannel client : clients) {
            client.close();
        }
        accepted.forEach(Transport::close);
        turned.close();
    }

    @Test
    void shouldHandOverEachConnection() throws IOException {
        listen(accepted::add);
        assertThat(acceptor.address().getPort()).isPositive();
        connect(2);
        turned.turnUntil(() -> accepted.size() == 2);
        assertThat(accepted.get(0).remoteAddress()).isEqualTo(clients.get(0).getLocalAddress());
    }

    @Test
    void shouldListenOnIpv4AloneWhenToldTo() throws IOException {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        acceptor = Network.sockets(loop).listen(everywhere, 10, accepted::add);
        assertThat(acceptor.address().getAddress()).isEqualTo(everywhere.getAddress());
    }

    @Test
    void shouldAcceptAtMostSixtyFourInOneTurn() throws IOException {
        listen(accepted::add);
        connect(70);
        turned.turn();
        assertThat(accepted).hasSize(64);
        turned.turn();
        assertThat(accepted).hasSize(70);
    }

    @Test
    void shouldCloseOnlyTheConnectionThatItsTargetRefuses() throws IOException {
        listen(channel -> {
            if (accepted.isEmpty()) {
                accepted.add(channel);
                throw new IOException("not this one");
            }
            accepted.add(channel);
        });
        connect(2);
        turned.turnUntil(() -> accepted.size() == 2);
        assertThat(clients.get(0).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(accepted.get(1).isOpen()).isTrue();
    }

    @Test
    void shouldCloseTheConnectionWhoseTargetRunsIntoAnError() throws IOException {
        listen(channel -> {
            if (accepted.isEmpty()) {
                accepted.add(channel);
                throw new LinkageError("a class is missing");
            }
            accepted.add(channel);
        });
        connect(2);
        turned.turnUntil(() -> accepted.size() == 2);
        assertThat(clients.get(0).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(handlers()).as("both in one go, without a rest").isEqualTo(1);
    }

    @Test
    void shouldStopListeningButKeepItsConnectionsWhenClosed() throws IOException {
        listen(accepted::add);
        connect(1);
        turned.turnUntil(() -> accepted.size() == 1);
        acceptor.close();
        turned.turn();
        assertThatThrownBy(() -> connect(1)).isInstanceOf(ConnectException.class);
        assertThat(accepted.get(0).isOpen()).isTrue();
        acceptor.close();
    }

    @Test
    void shouldTakeNoMoreWhenItsTargetClosesIt() throws IOException {
        listen(channel -> {
            accepted.add(channel);
            acceptor.close();
        });
        connect(3);
        turned.turnUntil(() -> !accepted.isEmpty());
        long handlers = handlers();
        turned.advance(Duration.ofSeconds(1));
        assertThat(handlers()).as("handlers, the back-off's among them").isEqualTo(handlers);
        assertThat(accepted).hasSize(1);
    }

    @Test
    void shouldSayWhenTheAddressIsTaken() throws IOException {
        try (ServerSocketChannel other = SocketPair.listener()) {
            InetSocketAddress taken = (InetSocketAddress) other.getLocalAddress();
            assertThatThrownBy(() -> Network.sockets(loop).listen(taken, 10, accepted::add))
                    .isInstanceOf(BindException.class);
        }
    }

    @Test
    void shouldRestWhenTheProcessIsOutOfDescriptors() throws Exception {
        FewDescriptors.run(OutOfDescriptors.class);
    }

    private void listen(Acceptor.Target target) throws IOException {
        acceptor =
                Network.sockets(loop).listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128, target);
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(SocketChannel.open(acceptor.address()));
        }
    }

    private long handlers() {
        return loop.stats().snapshot().handlers();
    }
}
