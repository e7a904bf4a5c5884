package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which passive ports are lent, how many are kept, and what becomes of those that another program uses. */
@Timeout(60)
final class PassivePortChoiceTest {

    private static final int SOME = 16;
    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private TurnedLoop turned;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
    }

    @AfterEach
    void close() {
        turned.close();
    }

    @Test
    void shouldTryABusyPortAgainAfterAWhile() throws IOException {
        int busy = freeRange(2);
        try (Ports two = new Ports(new PortRange(busy, busy + 1))) {
            try (ServerSocketChannel other = listener(new InetSocketAddress(HOST, busy), 1)) {
                assertThat(two.drawn(50)).doesNotContain(busy);
                assertThat(other.isOpen()).isTrue();
            }
            assertThat(two.drawn(50)).as("it rests").doesNotContain(busy);
            turned.advance(Duration.ofMinutes(1));
            assertThat(two.drawn(50)).contains(busy);
        }
    }

    @Test
    void shouldDrawAmongAllPortsThatAreFree() throws IOException {
        int first = freeRange(SOME);
        try (Ports some = new Ports(new PortRange(first, first + SOME - 1))) {
            assertThat(Set.copyOf(some.drawn(20 * SOME))).hasSize(SOME);
            assertThat(some.ports.bound()).isEqualTo(SOME);
        }
    }

    @Test
    void shouldNotLendAgainForWhichSomebodyMayJustBeOnTheWayAsLongAsThereAreOthers() throws IOException {
        int first = freeRange(SOME);
        try (Ports some = new Ports(new PortRange(first, first + SOME - 1))) {
            List<Integer> drawn = some.drawn(10 * SOME); // and none of them was connected to
            for (int i = 4; i < drawn.size(); i++) {
                assertThat(drawn.subList(i - 4, i))
                        .as("the ports before the %s.", i)
                        .doesNotContain(drawn.get(i));
            }
        }
    }

    @Test
    void shouldKeepManyPortsToDrawFromWhenTheSystemChooses() throws IOException {
        try (Ports any = new Ports(PortRange.ANY)) {
            any.drawn(1);
            assertThat(any.ports.bound()).as("one more for each lease").isEqualTo(1);
            any.drawn(999);
            assertThat(any.ports.bound()).as("free and resting").isEqualTo(256);
        }
    }

    @Test
    void shouldListenOnTheFamilyOfItsAddressAlone() throws IOException {
        assumeTrue(hasIpv6(), "needs IPv6");
        try (Ports everywhere = new Ports(InetAddress.getByName("0.0.0.0"), PortRange.ANY)) {
            int listening = everywhere.lease().port();
            SocketChannel.open(new InetSocketAddress(HOST, listening)).close();
            assertThatThrownBy(() -> SocketChannel.open(new InetSocketAddress(ipv6Loopback(), listening)))
                    .isInstanceOf(ConnectException.class);
        }
    }

    private static InetAddress ipv6Loopback() throws IOException {
        byte[] address = new byte[16];
        address[15] = 1;
        return InetAddress.getByAddress(address);
    }

    private static boolean hasIpv6() {
        try (ServerSocketChannel listener = listener(new InetSocketAddress(ipv6Loopback(), 0), 1)) {
            return listener.isOpen();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where so many ports in a row are free. */
    private static int freeRange(int count) throws IOException {
        int first = 20_000;
        for (int candidate = first; candidate < first + count; candidate++) {
            try (ServerSocketChannel listener = listener(new InetSocketAddress(HOST, candidate), 1)) {
                assertThat(listener.isOpen()).isTrue();
            } catch (BindException e) {
                first = candidate + 1;
            }
        }
        return first;
    }

    /** Ports that are drawn in an order that is always the same. */
    private final class Ports implements AutoCloseable {
        final PassivePorts ports;

        Ports(PortRange range) {
            this(HOST, range);
        }

        Ports(InetAddress host, PortRange range) {
            ports = new PassivePorts(turned.loop(), Network.sockets(turned.loop()), host, range, false, new Random(1));
        }

        PassivePort.Lease lease() {
            return ports.lease(HOST, Transport::close).orElseThrow();
        }

        /** The ports of so many leases, one after another. */
        List<Integer> drawn(int count) {
            List<Integer> drawn = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                PassivePort.Lease lease = lease();
                drawn.add(lease.port());
                lease.release();
            }
            return drawn;
        }

        @Override
        public void close() {
            ports.close();
        }
    }

    private static ServerSocketChannel listener(InetSocketAddress address, int backlog) throws IOException {
        ServerSocketChannel listener = address.getAddress() instanceof Inet4Address
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
        return listener.bind(address, backlog);
    }
}
