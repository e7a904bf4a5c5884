package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.ManualTicker;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A process that really runs out of descriptors while a client waits to be accepted, for {@link AcceptorTest}. */
final class OutOfDescriptors {

    static final String SUCCESS = "rested, then accepted";

    private final ManualTicker ticker = new ManualTicker();
    private final EventLoop loop =
            EventLoop.open("exhausted", ticker, (task, cause) -> cause.printStackTrace(System.out));
    private final List<SocketChannel> accepted = new ArrayList<>();
    private final Deque<FileInputStream> hoard = new ArrayDeque<>();
    private final Acceptor acceptor =
            Acceptor.listen(loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10, accepted::add);

    private OutOfDescriptors() throws IOException {}

    public static void main(String[] args) throws IOException {
        new OutOfDescriptors().run();
    }

    private void run() throws IOException {
        // A first round loads every class, for which later no descriptor is left.
        SocketChannel.open(acceptor.address());
        loop.runOnce(Long.MAX_VALUE);
        check(accepted.size() == 1 && handlers() > 0, "the first client is accepted");

        SocketChannel.open(acceptor.address());
        exhaust();
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

        hoard.pop().close();
        ticker.advance(Duration.ofMillis(100));
        loop.runOnce(0);
        loop.runOnce(0);
        check(accepted.size() == 2, "the client that waited is accepted");

        System.out.print(SUCCESS);
    }

    private void exhaust() {
        try {
            while (true) {
                hoard.push(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            check(hoard.size() > 10, "it was this loop that took the descriptors");
        }
    }

    private long handlers() {
        return loop.stats().snapshot().handlers();
    }

    private static void check(boolean holds, String expectation) {
        if (!holds) {
            System.out.println("not so: " + expectation);
            System.exit(1);
        }
    }
}
