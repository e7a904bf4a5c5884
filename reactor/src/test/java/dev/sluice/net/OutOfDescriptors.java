package dev.sluice.net;

import static dev.sluice.loop.FewDescriptors.check;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.FewDescriptors;
import dev.sluice.loop.ManualTicker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process that really runs out of descriptors while a client waits to be accepted, for {@link AcceptorTest}. */
final class OutOfDescriptors {

    private final ManualTicker ticker = new ManualTicker();
    private final EventLoop loop =
            EventLoop.open("exhausted", ticker, (task, cause) -> cause.printStackTrace(System.out));
    private final List<Transport> accepted = new ArrayList<>();
    private final Acceptor acceptor =
            Network.sockets(loop).listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10, accepted::add);

    private OutOfDescriptors() throws IOException {}

    public static void main(String[] args) throws IOException {
        FewDescriptors.play(new OutOfDescriptors()::run);
    }

    private void run(FewDescriptors descriptors) throws IOException {
        // A first round loads every class, for which later no descriptor is left.
        SocketChannel.open(acceptor.address());
        loop.runOnce(Long.MAX_VALUE);
        check(accepted.size() == 1 && handlers() > 0, "the first client is accepted");

        SocketChannel.open(acceptor.address());
        descriptors.takeAll();
        long before = handlers();
        for (int i = 0; i < 20; i++) {
            loop.runOnce(0);
        }
        check(accepted.size() == 1, "nobody can be accepted");
        check(handlers() == before + 1, "one attempt, and then rest");

        ticker.advance(Duration.ofMillis(100));
        loop.runOnce(0);
        loop.runOnce(0);
        check(handlers() == before + 3, "the back-off's timer and one more attempt");
        check(accepted.size() == 1, "still nobody can be accepted");

        descriptors.giveBackOne();
        ticker.advance(Duration.ofMillis(100));
        loop.runOnce(0);
        loop.runOnce(0);
        check(accepted.size() == 2, "the client that waited is accepted");
    }

    private long handlers() {
        return loop.stats().snapshot().handlers();
    }
}
