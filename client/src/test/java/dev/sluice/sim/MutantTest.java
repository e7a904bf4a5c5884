package dev.sluice.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sim.BrokenNetwork.Fault;
import dev.sluice.sim.Simulation.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are wrong on purpose are found out, within a few seeds under which the right one passes. */
@Timeout(300)
final class MutantTest {

    private static final int SEEDS = 12;

    @BeforeAll
    static void hush() {
        Alarm.hush();
    }

    @AfterAll
    static void speak() {
        Alarm.speak();
    }

    @Test
    void shouldFindAReplyThatIsNeverSent() {
        assertThat(failures(network(Fault.REPLY_SWALLOWED))).anyMatch(why -> why.contains("answers nothing"));
    }

    @Test
    void shouldFindAByteThatIsSentTwice() {
        assertThat(failures(network(Fault.BYTE_DOUBLED))).anyMatch(why -> why.contains(" gave "));
    }

    @Test
    void shouldFindAConnectionThatIsKept() {
        assertThat(failures(network(Fault.CONNECTION_KEPT))).isNotEmpty();
    }

    @Test
    void shouldFindAPassivePortThatIsKept() {
        assertThat(failures(Mutation.ofServer(server -> server.keepPort(Simulation.SERVER))))
                .allMatch(why -> why.contains("leases=1"))
                .isNotEmpty();
    }

    @Test
    void shouldFindABufferThatIsKept() {
        assertThat(failures(Mutation.ofServer(server -> server.keepBuffer())))
                .allMatch(why -> why.contains("buffersLent=1"))
                .isNotEmpty();
    }

    @Test
    void shouldFindAClaimThatIsKept() {
        assertThat(failures(Mutation.ofServer(server -> server.keepClaim("kept"))))
                .allMatch(why -> why.contains("claims=2"))
                .isNotEmpty();
    }

    @Test
    void shouldFindAJobWhoseResultIsLost() {
        assertThat(failures(Mutation.ofPool(MutantTest::forgetful))).isNotEmpty();
    }

    @Test
    void shouldFindNothingWrongWithTheServerAsItIs() {
        assertThat(failures(Mutation.NONE)).isEmpty();
    }

    private static Mutation network(Fault fault) {
        return Mutation.ofNetwork(network -> new BrokenNetwork(network, fault));
    }

    private static Executor forgetful(Executor pool) {
        AtomicInteger count = new AtomicInteger();
        return work -> pool.execute(count.incrementAndGet() % 10 == 0 ? () -> {} : work);
    }

    private static List<String> failures(Mutation mutation) {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> Simulation.run(seed, false, mutation))
                .map(Outcome::failure)
                .flatMap(Optional::stream)
                .toList();
    }
}
