package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
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
        jobs.remove().run();
        turned.turn();
        assertThat(seen).containsExactly("failed");
    }

    @Test
    void shouldBringBackWhatEndsTheThread() throws IOException {
        offload.submit(
                () -> {
                    throw new OutOfMemoryError("full");
                },
                noting());
        assertThatThrownBy(jobs.remove()::run).isInstanceOf(OutOfMemoryError.class);
        turned.turn();
        assertThat(seen)
                .containsExactly("failed java.util.concurrent.ExecutionException: java.lang.OutOfMemoryError: full");
    }

    @Test
    void shouldRefuseWorkWhenTheSystemHasNoThreadForIt() {
        Offload full = new Offload(loop, job -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        assertThatThrownBy(() -> full.submit(() -> "value", noting())).isInstanceOf(RejectedExecutionException.class);
        full.whenIdle(() -> seen.add("idle"));
        assertThat(seen).containsExactly("idle");
    }

    @Test
    void shouldNeverBeginWhatWasCancelledInTheQueue() throws IOException {
        Offload.Job job = offload.submit(() -> seen.add("begun"), noting());
        job.cancel();
        jobs.remove().run();
        turned.turn();
        assertThat(seen).singleElement().asString().startsWith("failed java.util.concurrent.CancellationException");
    }

    @Test
    void shouldEndLongWorkAtTheStepAfterItWasCancelled() throws IOException {
        Offload.Job[] job = new Offload.Job[1];
        job[0] = offload.submit(
                counting(10, count -> {
                    if (count == 3) {
                        job[0].cancel();
                    }
                }),
                noting());
        jobs.remove().run();
        turned.turn();
        assertThat(job[0].progress()).isEqualTo(3);
        assertThat(seen).singleElement().asString().startsWith("failed java.util.concurrent.CancellationException");
    }

    @Test
    void shouldLetOthersDoTheirWorkBetweenTheStepsOfLongWork() throws Exception {
        CountDownLatch othersAreThere = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (Offload pool = Offload.pool(loop, "long", 1, 10)) {
            pool.submit(
                    counting(2, count -> {
                        await(othersAreThere);
                        order.add("long " + count);
                    }),
                    noting());
            pool.submit(() -> order.add("short"), noting());
            othersAreThere.countDown();
            turned.turnUntil(() -> seen.size() == 2);
        }
        assertThat(order).containsExactly("long 1", "short", "long 2");
        assertThat(seen).containsExactly("done true", "done 2");
    }

    @Test
    void shouldReplaceAThreadThatHangsUntilItReturns() throws Exception {
        CountDownLatch diskAnswers = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        try (Offload pool = Offload.pool(loop, "disk", 1, 10)) {
            Offload.Job job = pool.submit(
                    () -> {
                        hanging.countDown();
                        diskAnswers.await();
                        return "late";
                    },
                    noting());
            hanging.await();
            pool.submit(() -> "in time", noting());
            job.giveUp();
            job.giveUp();
            turned.turnUntil(() -> seen.size() == 1);
            diskAnswers.countDown();
            turned.turnUntil(() -> seen.size() == 2);
            assertThat(seen).containsExactly("done in time", "done late");
        }
    }

    private static Offload.Steps<Object> counting(int steps, IntConsumer eachStep) {
        return new Offload.Steps<>() {
            private int count;

            @Override
            public boolean step() {
                eachStep.accept(++count);
                return count == steps;
            }

            @Override
            public Object result() {
                return count;
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
        try (Offload pool = Offload.pool(loop, "disk", 1, 1)) {
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
        assertThat(seen).containsOnly("done test-disk-1");
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
