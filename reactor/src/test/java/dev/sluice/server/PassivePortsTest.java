package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.TurnedLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a connection to a passive port reaches, on a loop turned by hand. The range has one port, so that it is always the same. */
final class PassivePortsTest {

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private final List<SocketChannel> taken = new ArrayList<>();
    private final List<SocketChannel> clients = new ArrayList<>();
    private TurnedLoop turned;
    private PassivePorts ports;
    private int port;

    @BeforeEach
    void bindOnePort() throws IOException {
        turned = new TurnedLoop();
        PassivePorts any = new PassivePorts(turned.loop(), HOST, PortRange.ANY, false, RandomGenerator.getDefault());
        port = any.lease(HOST, taken::add).orElseThrow().port();
        any.close();
        turned.turn();
        ports = new PassivePorts(turned.loop(), HOST, new PortRange(port, port), false, RandomGenerator.getDefault());
    }

    @AfterEach
    void close() throws IOException {
        ports.close();
        for (List<SocketChannel> sockets : List.of(taken, clients)) {
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        }
        turned.close();
    }

    @Test
    void shouldGiveAConnectionToTheLeaseThatWaitsForIt() throws IOException {
        lease();
        SocketChannel client = connect();

        turned.turnUntil(() -> !taken.isEmpty());

        assertThat(taken.get(0).getRemoteAddress()).isEqualTo(client.getLocalAddress());
        assertThat(lease()).as("the port is free again").isPresent();
    }

    @Test
    void shouldCloseAConnectionThatNobodyWaitsFor() throws IOException {
        lease().orElseThrow().release();
        SocketChannel late = connect();

        turned.turnUntil(() -> isClosed(late));

        assertThat(taken).isEmpty();
    }

    @Test
    void shouldCloseWhatCameForALeaseThatEndedInTheSameTurn() throws IOException {
        PassivePorts.Lease first = lease().orElseThrow();
        SocketChannel late = connect();
        first.release();

        lease();

        assertThat(isClosed(late)).isTrue();
        turned.turn();
        assertThat(taken).isEmpty();
    }

    @Test
    void shouldCloseWhatTheSelectorSawBeforeThePortWasLent() throws IOException {
        lease().orElseThrow().release();
        turned.turn();
        Pipe pipe = Pipe.open();
        // Ready before the port is, and so served before it in the same turn.
        turned.loop().register(pipe.source(), SelectionKey.OP_READ, handler(() -> {
            pipe.source().close();
            lease();
        }));
        turned.turn();
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        SocketChannel late = connect();

        turned.turn();

        assertThat(isClosed(late)).isTrue();
        assertThat(taken).isEmpty();
        SocketChannel right = connect();
        turned.turnUntil(() -> !taken.isEmpty());
        assertThat(taken.get(0).getRemoteAddress()).isEqualTo(right.getLocalAddress());
        pipe.sink().close();
    }

    @Test
    void shouldTakeAQuickClientThatConnectsWithinTheTurnInWhichThePortIsLent() throws IOException {
        PassivePorts.Lease first = lease().orElseThrow();
        Pipe pipe = Pipe.open();
        // Served before the port, which is ready in the same turn for the connection of the first lease.
        turned.loop().register(pipe.source(), SelectionKey.OP_READ, handler(() -> {
            pipe.source().close();
            first.release();
            lease();
            connect(); // the reply has left already, and the client was quick
        }));
        turned.turn();
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        SocketChannel late = connect();

        turned.turnUntil(() -> !taken.isEmpty());

        assertThat(taken.get(0).getRemoteAddress()).isEqualTo(clients.get(1).getLocalAddress());
        assertThat(isClosed(late)).isTrue();
        pipe.sink().close();
    }

    @Test
    void shouldRefuseASecondLeaseToTheSameAddressAndShareWithOthers() throws IOException {
        lease();

        assertThat(lease()).isEmpty();
        assertThat(ports.lease(InetAddress.getByName("127.0.0.2"), taken::add)).isPresent();
    }

    private Optional<PassivePorts.Lease> lease() {
        return ports.lease(HOST, taken::add);
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(new InetSocketAddress(HOST, port));
        client.configureBlocking(false);
        clients.add(client);
        return client;
    }

    private static boolean isClosed(SocketChannel client) {
        try {
            return client.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static ReadyHandler handler(Action action) {
        return new ReadyHandler() {
            @Override
            public void ready(int readyOps) throws IOException {
                action.run();
            }

            @Override
            public void failed(Exception cause) {
                throw new AssertionError(cause);
            }
        };
    }
}
