package dev.sluice.loop;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One channel on the loop: its interest, its errors and its end. */
@Timeout(20)
class RegistrationTest {

    private final List<String> seen = new ArrayList<>();
    private final List<SocketPair> pairs = new ArrayList<>();
    private TurnedLoop turned;
    private EventLoop loop;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        loop = turned.loop();
    }

    @AfterEach
    void closeAndCheckForLeaks() throws IOException {
        for (SocketPair pair : pairs) {
            pair.close();
        }
        turned.close();
    }

    @Test
    void shouldCloseOnlyTheEndpointThatThrows() throws IOException {
        Endpoint bad = endpoint("bad", OP_READ, ops -> {
            throw new IOException("broken");
        });
        Endpoint good = endpoint("good", OP_READ, ops -> {});
        bad.receive();
        good.receive();
        turned.turnUntil(() -> seen.size() >= 3);
        assertThat(seen).contains("bad ready", "bad failed: broken", "good ready");
        assertThat(bad.isOpen()).isFalse();
        assertThat(good.isOpen()).isTrue();
        assertThat(loop.registrations()).isEqualTo(1);
    }

    @Test
    void shouldCloseAnEndpointThatCannotEvenFail() throws IOException {
        Endpoint bad = endpoint("bad", OP_READ, ops -> {
            throw new IOException("broken");
        });
        bad.onFailed = () -> {
            throw new IllegalStateException("broken twice");
        };
        bad.receive();
        turned.turnUntil(() -> !bad.isOpen());
        assertThat(turned.uncaught()).containsExactly("bad: broken twice");
    }

    @Test
    void shouldNotRunAHandlerThatAnEarlierOneOfItsBatchClosed() throws IOException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            endpoints.add(endpoint(name, OP_READ, ops -> endpoints.forEach(each -> each.registration.close())));
        }
        for (Endpoint each : endpoints) {
            each.reset(); // The JDK holds back what is readable on a closed channel, but not an error.
        }
        turned.turnUntil(() -> !seen.isEmpty());
        turned.turn();
        assertThat(seen).hasSize(1);
    }

    @Test
    void shouldNotRunAHandlerWhoseInterestAnEarlierOneOfItsBatchTookAway() throws IOException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            endpoints.add(endpoint(name, OP_READ, ops -> endpoints.forEach(each -> each.registration.want(0))));
        }
        for (Endpoint each : endpoints) {
            each.receive();
        }
        turned.turnUntil(() -> !seen.isEmpty());
        turned.turn();
        assertThat(seen).hasSize(1);
    }

    @Test
    void shouldReportOnlyWhatIsWanted() throws IOException {
        Endpoint endpoint = endpoint("endpoint", OP_READ, ops -> {});
        turned.turn();
        assertThat(seen).isEmpty();
        endpoint.registration.want(OP_READ | OP_WRITE);
        turned.turnUntil(() -> !seen.isEmpty());
        assertThat(endpoint.lastOps).isEqualTo(OP_WRITE);
        endpoint.registration.want(0);
        endpoint.receive();
        turned.turn();
        turned.turn();
        assertThat(seen).hasSize(1);
        assertThat(endpoint.registration.wanted()).isZero();
    }

    @Test
    void shouldWriteTheKeyOnceATurnAndOnlyWhenInterestDiffers() throws IOException {
        CountingChannel channel = new CountingChannel();
        Registration registration = loop.register(channel, OP_READ, new Endpoint("counted", ops -> {}));
        loop.execute(() -> {
            registration.want(0);
            registration.want(OP_WRITE);
            registration.want(OP_READ | OP_WRITE);
        });
        turned.turn();
        turned.turn();
        assertThat(channel.written).containsExactly(OP_READ | OP_WRITE);
        loop.execute(() -> {
            registration.want(0);
            registration.want(OP_READ | OP_WRITE);
        });
        turned.turn();
        turned.turn();
        assertThat(channel.written).hasSize(1);
        registration.close();
        registration.want(OP_READ);
        turned.turn();
        turned.turn();
        assertThat(channel.written).hasSize(1);
    }

    @Test
    void shouldCloseTwiceLikeOnce() throws IOException {
        Endpoint endpoint = endpoint("endpoint", OP_READ, ops -> {});
        endpoint.registration.close();
        endpoint.registration.close();
        turned.turn();
        assertThat(loop.registrations()).isZero();
    }

    @Test
    void shouldGiveTheDescriptorBackInTheNextTurn() throws IOException {
        Set<String> before = Descriptors.open();
        Endpoint endpoint = endpoint("endpoint", OP_READ, ops -> {});
        endpoint.peer.peer().close();
        turned.turnUntil(() -> seen.contains("endpoint ready"));
        assertThat(Descriptors.open()).hasSize(before.size() + 1);
        endpoint.registration.close();
        assertThat(Descriptors.open()).hasSize(before.size() + 1);
        turned.turn();
        assertThat(Descriptors.open()).isEqualTo(before);
    }

    @Test
    void shouldTellThePeerOfTheCloseAtOnce() throws IOException {
        Endpoint endpoint = endpoint("endpoint", OP_READ, ops -> {});
        turned.turn();
        endpoint.registration.close();
        assertThat(endpoint.peer.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    private Endpoint endpoint(String name, int ops, Ready ready) throws IOException {
        SocketPair pair = SocketPair.open();
        pairs.add(pair);
        Endpoint endpoint = new Endpoint(name, ready);
        endpoint.peer = pair;
        endpoint.registration = loop.register(pair.here(), ops, endpoint);
        return endpoint;
    }

    private interface Ready {
        void ready(int ops) throws IOException;
    }

    /** Notes what the loop tells it, and closes itself when it fails. */
    private final class Endpoint implements ReadyHandler {
        private final String name;
        private final Ready ready;
        private Runnable onFailed = () -> {};
        private Registration registration;
        private SocketPair peer;
        private int lastOps;

        Endpoint(String name, Ready ready) {
            this.name = name;
            this.ready = ready;
        }

        void receive() throws IOException {
            peer.peer().write(ByteBuffer.wrap(new byte[1]));
        }

        void reset() throws IOException {
            peer.peer().setOption(StandardSocketOptions.SO_LINGER, 0);
            peer.peer().close();
        }

        boolean isOpen() {
            return peer.here().isOpen();
        }

        @Override
        public void ready(int readyOps) throws IOException {
            lastOps = readyOps;
            seen.add(name + " ready");
            ready.ready(readyOps);
        }

        @Override
        public void failed(Exception cause) {
            seen.add(name + " failed: " + cause.getMessage());
            onFailed.run();
            registration.close();
        }

        @Override
        public String name() {
            return name;
        }
    }
}
