package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WorkQueueTest {

    private final List<String> begun = new ArrayList<>();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private final List<Exception> uncaught = new ArrayList<>();

    private EventLoop loop;

    @BeforeEach
    void open() throws IOException {
        loop = EventLoop.open("by hand", Ticker.SYSTEM, (task, cause) -> uncaught.add(cause));
        loop.runOnce(0);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private void add(WorkQueue work, String name) {
        work.add(() -> {
            begun.add(name);
            running.add(new CompletableFuture<>());
            return running.get(running.size() - 1);
        });
    }

    private void end(int task) throws IOException {
        running.get(task).complete(null);
        loop.runOnce(0);
    }

    @Test
    void shouldRunTheNewestFirstAndNoMoreThanTheLimit() throws IOException {
        WorkQueue work = new WorkQueue(loop, 2);
        add(work, "a");
        add(work, "b");
        add(work, "c");
        assertThat(begun).as("begun inside the stack of who adds").isEmpty();

        loop.runOnce(0);
        assertThat(begun).containsExactly("c", "b");
        end(0);
        assertThat(begun).containsExactly("c", "b", "a");
        end(1);
        assertThat(work.done()).isNotDone();
        end(2);
        assertThat(work.done()).isCompleted();
    }

    @Test
    void shouldGoOnAfterATaskThatThrows() throws IOException {
        WorkQueue work = new WorkQueue(loop, 1);
        add(work, "after");
        work.add(() -> {
            throw new IllegalStateException("a bug");
        });

        loop.runOnce(0);
        loop.runOnce(0);

        assertThat(begun).containsExactly("after");
        assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
        end(0);
        assertThat(work.done()).isCompleted();
    }

    @Test
    void shouldNotRecurseThoughTasksEndAtOnceAndAddMore() throws IOException {
        WorkQueue work = new WorkQueue(loop, 1);
        int[] left = {100_000};
        addNext(work, left);

        loop.runOnce(0);

        assertThat(left[0]).isZero();
        assertThat(work.done()).isCompleted();
    }

    private static void addNext(WorkQueue work, int[] left) {
        work.add(() -> {
            if (--left[0] > 0) {
                addNext(work, left);
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    @Test
    void shouldBeginNothingAfterItWasStopped() throws IOException {
        WorkQueue work = new WorkQueue(loop, 1);
        add(work, "a");
        work.stop();
        add(work, "b");

        loop.runOnce(0);

        assertThat(begun).isEmpty();
    }
}
