package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.TurnedLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who moves bytes when, and how many. */
@Timeout(10)
class TransferSchedulerTest {

    private TurnedLoop turned;
    private TransferScheduler scheduler;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        scheduler = new TransferScheduler(turned.loop(), Long.MAX_VALUE, 1000, 100, 400);
        turned.turn();
    }

    @AfterEach
    void close() {
        turned.close();
    }

    @Test
    void shouldShareTheBytesOfATurnAmongThoseUnderWay() {
        assertThat(scheduler.bytes()).as("the most for one").isEqualTo(400);
        int[] shares = {400, 400, 333, 250, 200};
        for (int active = 1; active <= shares.length; active++) {
            scheduler.began();
            assertThat(scheduler.active()).isEqualTo(active);
            assertThat(scheduler.bytes()).isEqualTo(shares[active - 1]);
        }
        for (int more = 0; more < 100; more++) {
            scheduler.began();
        }
        assertThat(scheduler.bytes()).as("the least for one").isEqualTo(100);
        for (int left = 105; left > 4; left--) {
            scheduler.ended();
        }
        assertThat(scheduler.bytes()).isEqualTo(250);
    }

    @Test
    void shouldGiveTurnsInTheOrderInWhichTheyWereAskedFor() throws IOException {
        List<String> turns = new ArrayList<>();
        scheduler.ask(() -> {
            turns.add("first");
            scheduler.ask(() -> turns.add("first again"));
        });
        scheduler.ask(() -> turns.add("second"));
        assertThat(turns).as("not at once").isEmpty();
        turned.turn();
        assertThat(turns).containsExactly("first", "second");
        turned.turn();
        assertThat(turns).containsExactly("first", "second", "first again");
    }
}
