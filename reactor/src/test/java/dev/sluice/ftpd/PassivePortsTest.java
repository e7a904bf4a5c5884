package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sluice.loop.FewDescriptors;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.Acceptor;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Whom a connection to a passive port reaches, on a loop turned by hand. The range has one port, so that it is always the same. */
@Timeout(60)
final class PassivePortsTest {

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private final List<Transport> taken = new ArrayList<>();
    private final List<SocketChannel> clients = new ArrayList<>();
    private TurnedLoop turned;
    private PassivePorts ports;
    private int port;

    @BeforeEach
    void bindOnePort() throws IOException {
        turned = new TurnedLoop();
        PassivePorts any = ports(HOST, PortRange.ANY, false, RandomGenerator.getDefault());
        port = any.lease(HOST, taken::add).orElseThrow().port();
        any.close();
        turned.turn();
        ports = ports(HOST, new PortRange(port, port), false, RandomGenerator.getDefault());
    }

    @AfterEach
    void close() throws IOException {
        ports.close();
        taken.forEach(Transport::close);
        for (SocketChannel client : clients) {
            client.close();
        }
        turned.close();
    }

    @Test
    void shouldGiveAConnectionToTheLeaseThatWaitsForIt() throws IOException {
        lease();
        SocketChannel client = connect();

        turned.turnUntil(() -> !taken.isEmpty());

        assertThat(taken.get(0).remoteAddress()).isEqualTo(client.getLocalAddress());
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
    void shouldLetAPortRestForWhichSomebodyMayStillCome() throws IOException {
        int some = 16;
        PassivePorts many = ports(HOST, PortRange.ANY, false, () -> 0); // the first that is free
        try {
            PassivePort.Lease givenUp = many.lease(HOST, taken::add).orElseThrow();
            givenUp.release();

            for (int i = 0; i < some; i++) {
                assertThat(many.lease(HOST, taken::add).orElseThrow().port()).isNotEqualTo(givenUp.port());
            }
            turned.advance(Duration.ofSeconds(30));
            turned.turn();
            assertThat(many.bound()).isEqualTo(some + 1);
            many.lease(HOST, taken::add);
            assertThat(many.lent()).isEqualTo(some + 1);
        } finally {
            many.close();
        }
    }

    @Test
    void shouldLogOneLineForManyConnectionsThatNobodyWaitsFor() throws Exception {
        try (Capture log = new Capture(PassivePort.class.getName())) {
            lease().orElseThrow().release();
            for (int i = 0; i < 20; i++) {
                SocketChannel stranger = connect();
                turned.turnUntil(() -> isClosed(stranger));
            }
            turned.advance(Duration.ofSeconds(1));

            String line =
                    "A connection from 127.0.0.1 to passive port " + port + " was closed: no session waits for it";
            assertThat(log.others()).containsExactly(line, line + " (and 18 more before)");
        }
    }

    @Test
    void shouldCloseAConnectionThatItsSessionCannotTakeOver() throws Exception {
        try (Capture log = new Capture(Acceptor.class.getPackageName())) {
            ports.lease(HOST, channel -> {
                throw new LinkageError("a class is missing");
            });
            SocketChannel client = connect();
            InetAddress other = InetAddress.getByName("127.0.0.2");

            assertThat(ports.lease(other, taken::add)).as("another's session").isPresent();

            assertThat(isClosed(client)).isTrue();
            assertThat(log.next()).startsWith("A new connection was closed");
        }
    }

    @Test
    void shouldCloseWhatCameForALeaseThatEndedInTheSameTurn() throws IOException {
        PassivePort.Lease first = lease().orElseThrow();
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
        assertThat(taken.get(0).remoteAddress()).isEqualTo(right.getLocalAddress());
        pipe.sink().close();
    }

    @Test
    void shouldTakeAQuickClientThatConnectsWithinTheTurnInWhichThePortIsLent() throws IOException {
        PassivePort.Lease first = lease().orElseThrow();
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

        assertThat(taken.get(0).remoteAddress()).isEqualTo(clients.get(1).getLocalAddress());
        assertThat(isClosed(late)).isTrue();
        pipe.sink().close();
    }

    @Test
    void shouldRefuseASecondLeaseToTheSameAddressAndShareWithOthers() throws IOException {
        lease();

        assertThat(lease()).isEmpty();
        assertThat(ports.lease(InetAddress.getByName("127.0.0.2"), taken::add)).isPresent();
    }

    @Test
    void shouldStillBeLentToTheNextWhenWhatCameBeforeEndsTheOnlyOtherLease() throws IOException {
        lease();
        SocketChannel first = connect();
        InetAddress other = InetAddress.getByName("127.0.0.2");

        PassivePort.Lease second = ports.lease(other, taken::add).orElseThrow();

        assertThat(taken).as("came before, for the first").hasSize(1);
        assertThat(taken.get(0).remoteAddress()).isEqualTo(first.getLocalAddress());
        assertThat(ports.lease(other, taken::add)).as("lent to the second").isEmpty();
        second.release();
        assertThat(lease()).isPresent();
        assertThat(lease()).as("free once, and lent since").isEmpty();
    }

    @Test
    void shouldNotGiveALatecomerToTheNextLeaseWhenAnyPeerMayCome() throws IOException {
        ports.close();
        turned.turn();
        PortRange range = new PortRange(port, port);
        ports = ports(HOST, range, true, RandomGenerator.getDefault());
        lease().orElseThrow().release();
        SocketChannel late = connect();

        ports.lease(InetAddress.getByName("127.0.0.2"), taken::add);

        assertThat(taken).isEmpty();
        assertThat(isClosed(late)).isTrue();
    }

    @Test
    void shouldNotLendAPortThatCannotBeRidOfWhatCameBefore() throws Exception {
        FewDescriptors.run(LatecomerWithoutDescriptors.class);
    }

    @Test
    void shouldTryABusyPortAgainWhenNoOtherIsLeft() throws Exception {
        try (Capture log = new Capture(PassivePorts.class.getName())) {
            try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
                other.bind(new InetSocketAddress(HOST, port), 1);
                assertThat(lease()).isEmpty();
                assertThat(lease()).isEmpty();
            }
            assertThat(log.next()).contains("Passive port " + port + " cannot be used");
            assertThat(log.others()).as("it is said once").isEmpty();
        }

        assertThat(lease()).isPresent();
        connect();
        turned.turnUntil(() -> !taken.isEmpty());
    }

    @Test
    void shouldLogWhichConnectionItTook() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(PassivePort.class);
        try (Capture log = new Capture(logger.getName())) {
            logger.setLevel(Level.DEBUG);
            lease();
            SocketChannel client = connect();
            turned.turnUntil(() -> !taken.isEmpty());

            assertThat(log.next())
                    .isEqualTo("Connection 1 since passive port " + port + " was lent came from 127.0.0.1:"
                            + ((InetSocketAddress) client.getLocalAddress()).getPort());
        }
    }

    private PassivePorts ports(InetAddress host, PortRange range, boolean anyPeer, RandomGenerator random) {
        return new PassivePorts(turned.loop(), Network.sockets(turned.loop()), host, range, anyPeer, random);
    }

    private Optional<PassivePort.Lease> lease() {
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
