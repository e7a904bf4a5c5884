package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops on threads of their own, and how they end. */
@Timeout(20)
class EventLoopCloseTest {

    private final List<String> uncaught = new ArrayList<>();
    private Set<String> before;
    private EventLoop loop;

    @BeforeEach
    void open() throws IOException {
        before = Descriptors.open();
        loop = EventLoop.open("test", Ticker.SYSTEM, (task, cause) -> uncaught.add(task + ": " + cause));
    }

    @AfterEach
    void checkForLeaks() {
        assertThat(uncaught).isEmpty();
        assertThat(Descriptors.open()).isEqualTo(before);
    }

    @Test
    void shouldEndAndCloseItsChannelsWhenClosedByAnotherThread() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            loop.register(pair.here(), SelectionKey.OP_READ, new Silent());
            Thread runner = start();
            loop.submit(() -> 1).get();
            loop.close();
            runner.join();
            assertThat(pair.here().isOpen()).isFalse();
            assertThat(pair.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
            loop.close();
        }
    }

    @Test
    void shouldEndWhenClosedByItsOwnTask() throws Exception {
        Thread runner = start();
        CompletableFuture<Boolean> open = loop.submit(() -> {
            loop.close();
            return loop.registrations() == 0;
        });
        assertThat(open.get()).isTrue();
        runner.join();
    }

    @Test
    void shouldCloseALoopTurnedByHandAtTheEndOfTheTurnThatClosesIt() throws IOException {
        loop.execute(loop::close);
        loop.runOnce(0);
        assertThat(loop.registrations()).isZero();
    }

    @Test
    void shouldEndAtOnceWhenItWasClosedBeforeItRan() throws Exception {
        loop.close();
        Thread runner = start();
        runner.join();
    }

    @Test
    void shouldNotCrashWhenClosedWhileItsThreadStarts() throws Exception {
        loop.close();
        // Enough rounds to hit the moment; fewer on a machine that has other things to do.
        long enough = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        for (int i = 0; i < 1_000 && System.nanoTime() < enough; i++) {
            loop = EventLoop.open("test", Ticker.SYSTEM, (task, cause) -> uncaught.add(task + ": " + cause));
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            AtomicBoolean running = new AtomicBoolean();
            Thread runner = new Thread(() -> {
                running.set(true);
                loop.run();
            });
            runner.setUncaughtExceptionHandler((thread, cause) -> end.complete(cause));
            runner.start();
            while (!running.get()) {
                Thread.onSpinWait();
            }
            loop.close();
            runner.join();
            assertThat(end.getNow(null)).isNull();
        }
    }

    @Test
    void shouldRefuseTasksOnceItHasEnded() {
        loop.close();
        assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the event loop has ended");
    }

    @Test
    void shouldRunEveryTaskItHasAccepted() throws Exception {
        Thread runner = start();
        int[] ran = new int[1];
        int accepted = 0;
        loop.execute(() -> loop.execute(loop::close));
        try {
            while (true) {
                loop.execute(() -> ran[0]++);
                accepted++;
            }
        } catch (RejectedExecutionException e) {
            runner.join();
        }
        assertThat(ran[0]).isEqualTo(accepted);
    }

    @Test
    void shouldWakeUpForEveryTaskFromAnotherThread() throws Exception {
        Thread runner = start();
        for (int i = 0; i < 2_000; i++) {
            int value = i;
            assertThat(loop.submit(() -> value).get()).isEqualTo(i);
        }
        loop.close();
        runner.join();
    }

    @Test
    void shouldNotSpinAfterAnInterrupt() throws Exception {
        Thread runner = start();
        loop.submit(() -> 1).get();
        runner.interrupt();
        // The turn of this task is the one in which the interrupt arrives, or a later one.
        long turns = loop.submit(() -> loop.stats().snapshot().turns()).get();
        for (int i = 0; i < 10; i++) {
            loop.submit(() -> 1).get();
        }
        long more = loop.submit(() -> loop.stats().snapshot().turns()).get() - turns;
        assertThat(more).isLessThan(100);
        assertThat(loop.submit(() -> Thread.currentThread().isInterrupted()).get())
                .isFalse();
        loop.close();
        runner.join();
    }

    @Test
    void shouldCloseEverythingWhenAnErrorEndsIt() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            loop.register(pair.here(), SelectionKey.OP_READ, new Silent());
            List<String> tasks = new ArrayList<>();
            loop.execute(() -> {
                throw new OutOfMemoryError("fatal");
            });
            loop.execute(() -> tasks.add("a result that holds a file"));
            assertThatThrownBy(loop::run).isInstanceOf(OutOfMemoryError.class);
            assertThat(pair.here().isOpen()).isFalse();
            assertThat(tasks).hasSize(1);
        }
    }

    private Thread start() {
        Thread runner = new Thread(loop::run, "loop under test");
        runner.start();
        return runner;
    }

    private static final class Silent implements ReadyHandler {
        @Override
        public void ready(int readyOps) {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void failed(Exception cause) {
            throw new AssertionError(cause);
        }
    }
}
