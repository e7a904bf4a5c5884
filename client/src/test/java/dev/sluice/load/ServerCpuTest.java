package dev.sluice.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerCpuTest {

    @BeforeEach
    void needLinux() {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/stat")));
    }

    @Test
    void shouldCountChildrenToo() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "(while :; do :; done) & wait").start();
        try {
            double before = ServerCpu.seconds(parent.pid()).orElseThrow();
            while (ServerCpu.seconds(parent.pid()).orElseThrow() < before + 0.05) {
                Thread.onSpinWait(); // the child needs the time, the parent none
            }
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
        }
        assertThat(parent.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldNotLoseWhatManyProcessesUseForLessThanATick() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/schedstat")));
        Process parent = new ProcessBuilder("sh", "-c", "for i in 1 2 3 4 5; do sleep 30 & done; wait").start();
        try {
            while (parent.children().count() < 5) {
                Thread.onSpinWait();
            }
            assertThat(ServerCpu.seconds(parent.pid()).orElseThrow()).isPositive();
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
        }
        assertThat(parent.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldKnowNothingOfAProcessThatIsNotThere() {
        assertThat(ServerCpu.seconds(Long.MAX_VALUE)).isEmpty();
    }
}
