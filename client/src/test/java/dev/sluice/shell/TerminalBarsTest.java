package dev.sluice.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.client.LocalFileException;
import dev.sluice.client.Progress;
import dev.sluice.client.TransferResult;
import dev.sluice.ftp.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class TerminalBarsTest {

    private static final long SECOND = 1_000_000_000;
    private static final TransferResult RESULT = new TransferResult(0, 0, Reply.of(226, "done"));

    private final AtomicLong clock = new AtomicLong();
    private final TerminalBars bars = new TerminalBars(clock::get);

    @AfterEach
    void stopDrawing() {
        bars.clear();
    }

    private List<String> drawn(int columns, int rows) {
        return bars.draw(new Tty.Size(columns, rows));
    }

    private Progress begin(String name, long size) {
        Progress progress = bars.began(name, size);
        progress.began(0);
        return progress;
    }

    @Test
    void shouldShowEachTransferAndAllTogether() {
        bars.found("a.iso", 40_000_000);
        bars.found("b.iso", 60_000_000);
        bars.found("c.iso", 100_000_000);
        Progress a = begin("a.iso", 40_000_000);
        Progress b = begin("b.iso", 60_000_000);
        drawn(80, 24);
        clock.addAndGet(2 * SECOND);
        a.moved(10_000_000);
        b.moved(45_000_000);

        assertThat(drawn(80, 24))
                .containsExactly(
                        "a.iso                 █████                  25%   10.0 MB    5.0 MB/s     0:06",
                        "b.iso                 ███████████████        75%   45.0 MB   22.5 MB/s     0:01",
                        "total 0/3             █████▌                 27%   55.0 MB   27.5 MB/s     0:06");
    }

    @Test
    void shouldShowOneTransferWithoutATotal() {
        Progress a = begin("a.iso", 40_000_000);
        drawn(80, 24);
        clock.addAndGet(SECOND);
        a.moved(40_000_000);

        assertThat(drawn(80, 24)).singleElement().asString().contains("a.iso", "100%", "40.0 MB/s", "0:00");
    }

    @Test
    void shouldCountWhatEndedFailedAndWasSkipped() {
        for (String name : List.of("a", "b", "c", "d")) {
            bars.found(name, 1_000_000);
        }
        begin("a", 1_000_000).moved(1_000_000);
        bars.ended("a", RESULT);
        begin("b", 1_000_000).moved(500_000);
        bars.failed("b", LocalFileException.of(Path.of("b"), "is full"));
        bars.skipped("c", "unchanged");
        bars.skipped("a link", "not a regular file");

        // Of 2.5 MB (all of a, half of b, nothing of c, all of d) 1.5 are there.
        assertThat(drawn(80, 24)).singleElement().asString().contains("total 3/4 ", " 60% ", "1.5 MB");
    }

    @Test
    void shouldGoOnFromWhereATransferIsResumedButNotCountThatAsSpeed() {
        Progress a = bars.began("a", 100_000_000);
        a.began(90_000_000);
        bars.found("b", 100_000_000);
        drawn(80, 24);
        clock.addAndGet(SECOND);
        a.moved(1_000_000);

        assertThat(drawn(80, 24).get(0)).contains(" 91% ", "91.0 MB", " 1.0 MB/s", "0:09");
        assertThat(drawn(80, 24).get(1)).contains(" 45% ", "91.0 MB", " 1.0 MB/s", "1:49");
    }

    @Test
    void shouldNotShowWhatHasOnlyBegunOrWaitsForASession() {
        bars.began("waits", 1_000_000);
        begin("begins", 1_000_000);
        clock.addAndGet(SECOND / 4);

        assertThat(drawn(80, 24)).singleElement().asString().startsWith("total 0/2");
    }

    @Test
    void shouldPromiseNothingWhileASizeIsUnknown() {
        bars.found("a", -1);
        bars.found("b", 1_000_000);
        begin("b", 1_000_000).moved(500_000);

        assertThat(drawn(80, 24))
                .singleElement()
                .asString()
                .startsWith("total 0/2")
                .doesNotContain("%");
        bars.began("a", 500_000);
        assertThat(drawn(80, 24)).singleElement().asString().contains(" 33% ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 20, 30, 54, 55, 56, 66, 67, 68, 80, 200})
    void shouldFitIntoAnyTerminal(int columns) {
        for (int i = 0; i < 30; i++) {
            begin("folder/日本語の\u0301長い名前-" + i, 12_345_678).moved(6_000_000);
        }
        clock.addAndGet(SECOND);

        List<String> lines = drawn(columns, 10);

        assertThat(lines).hasSize(9).last().asString().contains("48%");
        assertThat(lines)
                .allSatisfy(line -> assertThat(new org.jline.utils.AttributedString(line).columnLength())
                        .isLessThanOrEqualTo(Math.max(4, columns - 1)));
        assertThat(drawn(columns, 100)).hasSize(12);
    }

    @Test
    void shouldNotLetANameWriteToTheTerminal() {
        begin("\u001b[2Jname", 1_000_000);
        clock.addAndGet(SECOND);

        assertThat(drawn(80, 24)).singleElement().asString().startsWith("\\x1B[2Jname");
    }

    @Test
    void shouldPrintAboveTheLinesAndTakeThemAwayInTheEnd() throws Exception {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        CountDownLatch drawnTwice = new CountDownLatch(2);
        StatusLines lines = new StatusLines(screen, () -> {
            drawnTwice.countDown();
            return List.of("one", "two");
        });

        lines.show();
        assertThat(drawnTwice.await(10, TimeUnit.SECONDS)).isTrue();
        lines.above(() -> screen.writeBytes("said\n".getBytes(UTF_8)));
        lines.hide();
        lines.above(() -> screen.writeBytes("later\n".getBytes(UTF_8)));

        String shown = "one\033[K\ntwo\033[K\n\033[J";
        assertThat(screen.toString(UTF_8))
                .startsWith(shown)
                .contains("\r\033[2A\033[Jsaid\n" + shown)
                .endsWith("\r\033[2A\033[Jlater\n");
    }
}
