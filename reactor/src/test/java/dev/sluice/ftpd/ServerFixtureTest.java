package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fixture itself: when its server starts, and that a leak is a failure. */
@Timeout(60)
class ServerFixtureTest {

    @TempDir
    private Path folder;

    private final AtomicInteger starts = new AtomicInteger();
    private final ServerFixture fixture = ServerFixture.started(
            () -> {
                starts.incrementAndGet();
                return folder;
            },
            settings -> settings);

    @Test
    void shouldStartOnceAndWhenFirstAsked() throws IOException {
        assertThat(starts).hasValue(0);

        fixture.login().command("NOOP").expect(200);

        assertThat(fixture.root()).isEqualTo(folder);
        assertThat(starts).hasValue(1);
        fixture.close();
    }

    @Test
    void shouldNotStartAServerThatNobodyAskedFor() throws IOException {
        fixture.close();

        assertThat(starts).hasValue(0);
    }

    @Test
    void shouldFailWhenAPartIsLeftAndEndTheServerAllTheSame() throws IOException {
        fixture.file(".sluice-" + "0".repeat(32) + ".part", "left over");
        var stopped = fixture.server().stopped();

        assertThatThrownBy(fixture::close).isInstanceOf(AssertionError.class).hasMessageContaining("part files");

        assertThat(stopped).isDone();
    }
}
