package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.HeldPool;
import dev.sluice.loop.ManualTicker;
import dev.sluice.loop.Offload;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.server.DisposalLane;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a large file keeps nobody waiting. */
@Timeout(20)
class DisposalLaneTest {

    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void shouldAnswerBeforeTheBlocksAreFreed() throws IOException {
        HeldPool pool = new HeldPool();
        try (ServerFixture fixture = ServerFixture.turn(new ManualTicker(), pool, settings -> settings)) {
            pool.release(); // the sweep
            try (RandomAccessFile large =
                    new RandomAccessFile(fixture.root().resolve("large").toFile(), "rw")) {
                large.setLength(1L << 30);
            }
            Client client = fixture.login();

            client.command("DELE large").expect(250);

            assertThat(fixture.exists("large")).isFalse();
            assertThat(pool.held()).as("the close").isEqualTo(1);
            pool.open();
        }
    }

    @Test
    void shouldLeaveWorkOfTheLoopToTheLane() throws IOException {
        HeldPool pool = new HeldPool();
        try (TurnedLoop turned = new TurnedLoop()) {
            DisposalLane lane = new DisposalLane(turned.loop(), new Offload(turned.loop(), pool));
            turned.turn();

            lane.execute(closed::incrementAndGet);
            assertThat(closed).hasValue(0);

            pool.release();
            turned.turn();
            assertThat(closed).hasValue(1);
        }
    }

    @Test
    void shouldDoItselfWhatTheLaneHasNoRoomFor() throws IOException {
        try (TurnedLoop turned = new TurnedLoop()) {
            Offload full = new Offload(turned.loop(), job -> {
                throw new RejectedExecutionException("full");
            });
            turned.turn();

            new DisposalLane(turned.loop(), full).execute(closed::incrementAndGet);

            assertThat(closed).hasValue(1);
        }
    }

    @Test
    void shouldStayOnTheThreadThatIsNotTheLoops() throws Exception {
        HeldPool pool = new HeldPool();
        try (TurnedLoop turned = new TurnedLoop()) {
            DisposalLane lane = new DisposalLane(turned.loop(), new Offload(turned.loop(), pool));
            turned.turn();

            Thread other = new Thread(() -> lane.execute(closed::incrementAndGet));
            other.start();
            other.join();

            assertThat(closed).hasValue(1);
            assertThat(pool.held()).isZero();
        }
    }
}
