package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.finish;
import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.storage.LongWork;
import dev.sluice.storage.Storage;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** How the sweep of old parts goes about it; what it removes is in {@link UploadTest}. */
@ParameterizedClass
@EnumSource
class PartSweepTest {
    /** When every part is old. */
    private static final Instant LATER = Fixture.NOW.plus(Duration.ofDays(36500));

    @Parameter
    TestDisk disk;

    private Fixture fixture;
    private Storage store;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
        store = fixture.store;
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private void makeParts(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            fixture.file(PartName.of("f" + i), "x");
        }
    }

    @Test
    void shouldSweepManyPartsInSteps() throws IOException {
        int parts = 2 * StepLimit.NAMES;
        makeParts(parts);
        try (LongWork<Integer> sweep = store.sweepParts(LATER)) {
            assertThat(sweep.step()).isFalse();
            assertThat(sweep.result()).isBetween(1, StepLimit.NAMES);

            int steps = 1;
            for (boolean done = false; !done; steps++) {
                done = sweep.step();
            }
            assertThat(steps).isGreaterThan(2);
            assertThat(sweep.result()).isEqualTo(parts);
        }
        assertThat(fixture.parts()).isEmpty();
    }

    @Test
    void shouldCloseWhatItHasOpenWhenCancelled() throws IOException {
        for (int depth = 1; depth <= StepLimit.NAMES; depth++) {
            fixture.directory("d/e/f/" + depth);
        }
        LongWork<Integer> sweep = store.sweepParts(LATER);
        assertThat(sweep.step()).isFalse();

        sweep.close();
        sweep.close();
        // The fixture's end looks for what is still open.
    }

    @Test
    void shouldLeaveAPartThatIsInUseWithoutMuchAdo() throws IOException {
        Upload upload = write(store.store(path("/f"), "me"), "x");
        Logger logger = (Logger) LoggerFactory.getLogger(PartSweep.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        try {
            assertThat(finish(store.sweepParts(LATER))).isZero();
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
            logger.setAdditive(true);
        }

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.DEBUG);
            assertThat(line.getThrowableProxy()).isNull();
        });
        assertThat(upload.publish()).isEqualTo(1);
    }
}
