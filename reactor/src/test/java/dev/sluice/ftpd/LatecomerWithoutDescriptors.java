package dev.sluice.ftpd;

import static dev.sluice.loop.FewDescriptors.check;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.FewDescriptors;
import dev.sluice.loop.ManualTicker;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A connection that came for an earlier lease, and that cannot be accepted and closed, for {@link PassivePortsTest}. */
final class LatecomerWithoutDescriptors {

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private final ManualTicker ticker = new ManualTicker();
    private final EventLoop loop =
            EventLoop.open("latecomer", ticker, (task, cause) -> cause.printStackTrace(System.out));
    private final List<Transport> taken = new ArrayList<>();
    private final PassivePorts ports;
    private final int port;

    private LatecomerWithoutDescriptors() throws IOException {
        PassivePorts any = new PassivePorts(loop, Network.sockets(loop), HOST, PortRange.ANY, false, new Random(1));
        port = any.lease(HOST, taken::add).orElseThrow().port();
        any.close();
        loop.runOnce(0);
        ports = new PassivePorts(loop, Network.sockets(loop), HOST, new PortRange(port, port), false, new Random(1));
    }

    public static void main(String[] args) throws IOException {
        FewDescriptors.play(new LatecomerWithoutDescriptors()::run);
    }

    private void run(FewDescriptors descriptors) throws IOException {
        // A first round loads the classes, for which later no descriptor is left.
        PassivePort.Lease first = lease().orElseThrow();
        first.release();
        connect();
        loop.runOnce(Long.MAX_VALUE);

        connect();
        descriptors.takeAll();
        check(lease().isEmpty(), "not lent while the latecomer cannot be closed");
        check(lease().isEmpty(), "nor on the second try");

        descriptors.giveBackOne();
        check(lease().isPresent(), "lent when there is a descriptor");
        loop.runOnce(0);
        check(taken.isEmpty(), "the latecomer reaches nobody");
        connectAfter(descriptors);
        loop.runOnce(Long.MAX_VALUE);
        check(taken.size() == 1, "who comes for the lease does");
    }

    private Optional<PassivePort.Lease> lease() {
        return ports.lease(HOST, taken::add);
    }

    private void connectAfter(FewDescriptors descriptors) throws IOException {
        descriptors.giveBackOne();
        descriptors.giveBackOne();
        connect();
    }

    private void connect() throws IOException {
        SocketChannel.open(new InetSocketAddress(HOST, port));
    }
}
