package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Duration STEP = Duration.ofMillis(1);

    private final List<String> done = new ArrayList<>();
    private TurnedLoop turned;
    private Turns turns;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        turns = new Turns(turned.loop(), 2 * STEP.toNanos());
        turned.turn();
    }

    @AfterEach
    void close() {
        turned.close();
    }

    /** A step that takes a millisecond. */
    private Runnable step(String name) {
        return () -> {
            done.add(name);
            turned.pass(STEP);
        };
    }

    @Test
    void shouldLetACommandGoBeforeThoseForWhomThereWasNoTime() throws IOException {
        for (int i = 0; i < 5; i++) {
            turns.ask(step("transfer " + i));
        }
        turned.turn();
        turned.loop().execute(() -> done.add("command"));
        turned.turn();
        turned.turn();

        assertThat(done)
                .containsExactly("transfer 0", "transfer 1", "command", "transfer 2", "transfer 3", "transfer 4");
    }

    @Test
    void shouldLetWhoeverAsksAgainWaitForTheOthers() throws IOException {
        Runnable[] greedy = new Runnable[1];
        greedy[0] = () -> {
            done.add("greedy");
            turns.ask(greedy[0]);
        };
        turns.ask(greedy[0]);
        turns.ask(step("modest"));
        turned.turn();
        turned.turn();

        assertThat(done).containsExactly("greedy", "modest", "greedy");
    }

    @Test
    void shouldServeAtLeastOneInATurnHoweverLongThatTakes() throws IOException {
        turns.ask(() -> {
            done.add("slow");
            turned.pass(Duration.ofSeconds(1));
        });
        turns.ask(step("next"));
        turned.turn();
        assertThat(done).containsExactly("slow");
        turned.turn();
        assertThat(done).containsExactly("slow", "next");
    }

    @Test
    void shouldGoOnAfterAStepThatFails() throws IOException {
        turns.ask(() -> {
            throw new IllegalStateException("on purpose");
        });
        turns.ask(step("next"));
        turned.turn();
        turned.turn();

        assertThat(done).containsExactly("next");
        assertThat(turned.uncaught()).containsExactly("next turn: on purpose");
    }
}
