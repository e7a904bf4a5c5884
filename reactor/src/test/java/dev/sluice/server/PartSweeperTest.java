package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import dev.sluice.account.Rights;
import dev.sluice.loop.HeldPool;
import dev.sluice.loop.Offload;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.storage.LongWork;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When old parts are swept, and what a sweep that takes long is in the way of: nothing. */
@Timeout(20)
class PartSweeperTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final HeldPool pool = new HeldPool();
    private TurnedLoop turned;
    private int prepared;
    private int steps;
    private int closed;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
    }

    @AfterEach
    void close() throws IOException {
        turned.turn();
        turned.close();
    }

    /** A sweep whose every step asks {@code step} whether it is the last. */
    private LongWork<Integer> sweep(BooleanSupplier step) {
        prepared++;
        return new LongWork<>() {
            @Override
            public boolean step() {
                steps++;
                return step.getAsBoolean();
            }

            @Override
            public Integer result() {
                return steps;
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    private PartSweeper start(PartSweeper.Sweep sweep) throws IOException {
        PartSweeper sweeper = new PartSweeper(turned.loop(), new Offload(turned.loop(), pool), sweep);
        turned.turn();
        sweeper.start();
        pass(Duration.ofMillis(1));
        return sweeper;
    }

    /** Lets {@code time} pass; timers fire when the loop has looked once more. */
    private void pass(Duration time) throws IOException {
        turned.advance(time);
        turned.turn();
    }

    @Test
    void shouldSweepAgainAnHourAfterTheLastSweepIsBack() throws IOException {
        PartSweeper sweeper = start(() -> sweep(() -> true));
        assertThat(pool.held()).as("at the start").isEqualTo(1);
        for (int hour = 0; hour < 3; hour++) {
            pass(PartSweeper.INTERVAL);
        }
        assertThat(pool.held()).as("while the first is under way").isEqualTo(1);

        pool.release();
        turned.turn();
        pass(PartSweeper.INTERVAL.minus(MINUTE));
        assertThat(pool.held()).isZero();
        pass(MINUTE);

        assertThat(pool.held()).isEqualTo(1);
        assertThat(prepared).isEqualTo(2);
        sweeper.stop();
        pool.release();
    }

    @Test
    void shouldSweepAgainAfterOneThatFailed() throws IOException {
        PartSweeper sweeper = start(() -> {
            prepared++;
            throw StorageException.of(RootedPath.ROOT, Reason.READ_ONLY);
        });
        pass(PartSweeper.INTERVAL);

        assertThat(prepared).isEqualTo(2);
        sweeper.stop();
    }

    @Test
    void shouldEndASweepAtItsNextStepWhenStopped() throws IOException {
        PartSweeper[] sweeper = new PartSweeper[1];
        sweeper[0] = start(() -> sweep(() -> {
            sweeper[0].stop();
            return false;
        }));

        pool.release();
        turned.turn();
        pass(PartSweeper.INTERVAL);

        assertThat(steps).isEqualTo(1);
        assertThat(closed).isEqualTo(1);
        assertThat(prepared).isEqualTo(1);
        assertThat(pool.held()).isZero();
    }

    @Test
    void shouldLeaveTheLaneAThreadWhenTheDiskHangs() throws Exception {
        CountDownLatch diskAnswers = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        try (Offload lane = Offload.pool(turned.loop(), "long", 1, 10)) {
            PartSweeper sweeper = new PartSweeper(
                    turned.loop(),
                    lane,
                    () -> sweep(() -> {
                        hangs.countDown();
                        return await(diskAnswers);
                    }));
            turned.turn();
            sweeper.start();
            pass(Duration.ofMillis(1));
            hangs.await();
            CountDownLatch other = new CountDownLatch(1);
            lane.submit(
                    () -> {
                        other.countDown();
                        return 0;
                    },
                    Ignored.OUTCOME);

            pass(PartSweeper.PATIENCE);
            assertThat(other.getCount()).isEqualTo(1);
            pass(PartSweeper.PATIENCE);
            other.await();

            sweeper.stop();
            diskAnswers.countDown();
            boolean[] idle = new boolean[1];
            lane.whenIdle(() -> idle[0] = true);
            turned.turnUntil(() -> idle[0]);
        }
    }

    @Test
    void shouldSweepWhenTheServerStarts(@TempDir Path root) throws IOException {
        Path part = Files.writeString(root.resolve(".sluice-" + "0".repeat(32) + ".part"), "of a broken upload");
        Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofDays(8))));

        try (Sluice server = Sluice.builder(root).anonymous(Rights.READ).start()) {
            while (Files.exists(part)) {
                server.usage().join(); // a turn of the loop; the time limit ends this
            }
        }
        assertThat(part).doesNotExist();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private enum Ignored implements Offload.Outcome<Integer> {
        OUTCOME;

        @Override
        public void done(Integer value) {}

        @Override
        public void failed(Exception cause) {}
    }
}
