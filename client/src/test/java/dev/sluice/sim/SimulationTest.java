package dev.sluice.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ftpd.SimServer;
import dev.sluice.sim.Simulation.Outcome;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole lives of a server and its clients in simulated worlds. {@code -Dsim.seeds=N} lives more of them, {@code -Dsim.seed=S} begins with
 * that one, alone if {@code sim.seeds} is not given.
 */
final class SimulationTest {

    private static final int USUAL = 2_000;

    @BeforeAll
    static void hush() {
        Alarm.hush();
    }

    @AfterAll
    static void speak() {
        Alarm.speak();
    }

    @Test
    @Timeout(3_600)
    void shouldKeepEveryPromiseUnderAnySeed() {
        long first = Long.getLong("sim.seed", 1);
        long count = Long.getLong("sim.seeds", System.getProperty("sim.seed") == null ? USUAL : 1);

        LongStream.range(first, first + count)
                .parallel()
                .mapToObj(seed -> Simulation.run(seed, false))
                .filter(outcome -> outcome.failure().isPresent())
                .findAny()
                .ifPresent(Outcome::requireFine);
    }

    @Test
    @Timeout(120)
    void shouldHappenAgainEventByEvent() {
        for (long seed = 1; seed <= 20; seed++) {
            Outcome once = Simulation.run(seed, true);

            assertThat(once.trace())
                    .as("seed %d", seed)
                    .contains("220 Sluice")
                    .isEqualTo(Simulation.run(seed, true).trace());
        }
    }

    @Test
    @Timeout(60)
    void shouldBeAnotherLifeUnderAnotherSeed() {
        assertThat(Simulation.run(1, true).trace())
                .isNotEqualTo(Simulation.run(2, true).trace());
    }

    @Test
    @Timeout(60)
    void shouldKnowTheRepliesToEveryVerb() {
        assertThat(SimServer.verbs()).extracting(SimServer.Verb::name).allMatch(ReplyRules::knows);
    }
}
