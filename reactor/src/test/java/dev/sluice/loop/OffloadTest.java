package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OffloadTest {

    private final List<String> seen = new ArrayList<>();
    private final Deque<Runnable> jobs = new ArrayDeque<>();
    private TurnedLoop turned;
    private EventLoop loop;
    private Offload offload;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        loop = turned.loop();
        offload = new Offload(loop, jobs::add);
    }

    @AfterEach
    void closeAndCheckForLeaks() {
        turned.close();
    }

    @Test
    void shouldBringTheResultBackThroughTheMailbox() throws IOException {
        offload.submit(() -> "value", noting());
        jobs.remove().run();
        assertThat(seen).isEmpty();
        turned.turn();
        assertThat(seen).containsExactly("done value");
    }

    @Test
    void shouldBeIdleWhenTheLastResultIsDelivered() throws IOException {
        offload.whenIdle(() -> seen.add("idle at first"));
        offload.submit(() -> "value", noting());
        offload.whenIdle(() -> seen.add("idle again"));
        jobs.remove().run();
        assertThat(seen).containsExactly("idle at first");
        turned.turn();
        assertThat(seen).containsExactly("idle at first", "done value", "idle again");
    }

    @Test
    void shouldBringTheFailureBack() throws IOException {
        offload.submit(
                () -> {
                    throw new IOException("no disk");
                },
                noting());
        jobs.remove().run();
        turned.turn();
        assertThat(seen).containsExactly("failed java.io.IOException: no disk");
    }

    @Test
    void shouldBringEvenAnErrorBackSoThatNobodyWaitsForEver() throws IOException {
        offload.submit(
                () -> {
                    throw new StackOverflowError("deep");
                },
                new Noting() {
                    @Override
                    public void failed(Exception cause) {
                        assertThat(cause).isInstanceOf(ExecutionException.class).hasRootCauseMessage("deep");
                        seen.add("failed");
                    }
                });
        assertThatThrownBy(jobs.remove()::run).isInstanceOf(StackOverflowError.class);
        turned.turn();
        assertThat(seen).containsExactly("failed");
    }

    @Test
    void shouldCloseAResultThatArrivesAfterTheLoopHasEnded() {
        AtomicBoolean closed = new AtomicBoolean();
        Closeable file = () -> closed.set(true);
        offload.submit(() -> file, new Noting());
        loop.close();
        jobs.remove().run();
        assertThat(closed).isTrue();
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldDeliverAResultThatArrivedBeforeTheLoopEnded() {
        offload.submit(() -> "value", noting());
        jobs.remove().run();
        loop.close();
        assertThat(seen).containsExactly("done value");
    }

    @Test
    void shouldDropAFailureThatArrivesAfterTheLoopHasEnded() {
        offload.submit(
                () -> {
                    throw new IOException("no disk");
                },
                noting());
        loop.close();
        jobs.remove().run();
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldRefuseWhatItHasNoRoomFor() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Offload pool = Offload.pool(loop, 1, 1)) {
            for (int i = 0; i < 2; i++) {
                pool.submit(
                        () -> {
                            release.await();
                            return Thread.currentThread().getName();
                        },
                        noting());
            }
            assertThatThrownBy(() -> pool.submit(() -> "too much", noting()))
                    .isInstanceOf(RejectedExecutionException.class);
            release.countDown();
            turned.turnUntil(() -> seen.size() == 2);
        }
        assertThat(seen).containsOnly("done test-offload-1");
    }

    private Offload.Outcome<Object> noting() {
        return new Noting();
    }

    private class Noting implements Offload.Outcome<Object> {
        @Override
        public void done(Object value) {
            seen.add("done " + value);
        }

        @Override
        public void failed(Exception cause) {
            seen.add("failed " + cause);
        }
    }
}
