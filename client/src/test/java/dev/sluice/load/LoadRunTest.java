package dev.sluice.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Sluice;
import dev.sluice.account.Rights;
import dev.sluice.client.Credentials;
import dev.sluice.load.LoadPlan.Schedule;
import java.io.FileNotFoundException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every workload against our own server. */
@Timeout(60)
class LoadRunTest {

    @TempDir
    Path root;

    private Sluice server;
    private Credentials credentials;

    @BeforeEach
    void start() throws Exception {
        Files.write(root.resolve("small.txt"), new byte[1000]);
        Files.write(root.resolve("large.txt"), new byte[3_000_000]);
        Files.createFile(root.resolve("empty.txt"));
        Files.createDirectory(root.resolve("incoming"));
        server = Sluice.builder(root)
                .ftp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .anonymous(Rights.WRITE)
                .start();
        credentials = new Credentials(server.ftpAddress(), "anonymous", "load@example.com");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "download, small.txt, 100000",
        "download, large.txt, 300000000",
        "download, empty.txt, 0",
        "upload, 1KiB, 102400",
        "upload, 0, 0",
        "noop, '', 0",
        "login, '', 0"
    })
    void shouldDoExactlyWhatWasOrdered(String word, String argument, long bytes) throws Exception {
        LoadResult result = run(plan(Workload.parse(word, argument), 7, Schedule.counted(100)));
        assertThat(result.tally().failures()).isEmpty();
        assertThat(result.operations()).isEqualTo(100);
        assertThat(result.bytes()).isEqualTo(bytes);
        assertThat(result.latencies().getTotalCount()).isEqualTo(100);
        assertThat(result.seconds()).isPositive();
    }

    @Test
    void shouldRepeatItsContentForLongUploadsAndDeleteThemInTheEnd() throws Exception {
        long size = (64L << 20) + 1;
        LoadPlan plan = plan(Workload.parse("upload", Long.toString(size)), 1, Schedule.counted(1));
        try (Survey survey = Survey.of(credentials)) {
            LoadResult result = run(plan);
            assertThat(result.tally().failures()).isEmpty();
            Path uploaded = root.resolve(plan.uploadPath(0, 0));
            assertThat(uploaded).hasSize(size);
            survey.cleanUp(plan);
            assertThat(uploaded).doesNotExist();
        }
    }

    @Test
    void shouldGiveEachUploadANewNameOnRequest() throws Exception {
        LoadPlan plan =
                plan(Workload.parse("upload", "5"), 2, Schedule.counted(6)).withNewNames();
        try (Survey survey = Survey.of(credentials)) {
            assertThat(run(plan).tally().failures()).isEmpty();
            assertThat(root.toFile().list((directory, name) -> name.startsWith("sluice-load-")))
                    .hasSize(6);
            survey.cleanUp(plan);
            assertThat(root.toFile().list((directory, name) -> name.startsWith("sluice-load-")))
                    .isEmpty();
        }
    }

    @Test
    void shouldMeasureEachPhaseOfADownload() throws Exception {
        LoadResult result = run(plan(Workload.parse("download", "small.txt"), 5, Schedule.counted(50)));
        for (Phase phase : Phase.values()) {
            long count = result.tally().phases().get(phase).getTotalCount();
            assertThat(count).as(phase.title()).isEqualTo(phase == Phase.WAITING ? 0 : phase.isSetup() ? 5 : 50);
        }
    }

    @Test
    void shouldKeepAThousandIdleSessions() throws Exception {
        LoadResult result = run(plan(new Workload.Idle(), 1000, Schedule.closed(Duration.ofMillis(200))));
        assertThat(result.tally().failures()).isEmpty();
        assertThat(result.sessions()).isEqualTo(1000);
        assertThat(result.tally().phases().get(Phase.LOGIN).getTotalCount()).isEqualTo(1000);
    }

    @Test
    void shouldVerifyAGlobOfFilesOnSeveralLoopsFromSeveralAddresses() throws Exception {
        LoadPlan plan = new LoadPlan(
                credentials,
                "",
                Mix.of(Workload.parse("download", "*.txt")),
                8,
                2,
                Sources.parse("127.0.1.0/29"),
                Schedule.counted(60),
                OptionalLong.empty(),
                true,
                false,
                false,
                Duration.ofSeconds(10));
        LoadResult result = run(plan);
        assertThat(result.tally().failures()).isEmpty();
        assertThat(result.operations()).isEqualTo(60);
    }

    @Test
    void shouldMixWorkloadsByWeight() throws Exception {
        Mix mix = Mix.parse(List.of(
                "# a comment", "", "60 download small.txt", "20 upload 10..20", "10 list", "10 noop", "5 login"));
        LoadResult result = run(LoadPlan.of(credentials, mix, 4, Schedule.counted(400)));
        assertThat(result.tally().failures()).isEmpty();
        assertThat(result.operations()).isEqualTo(400);
        assertThat(result.tally().operations(0)).isBetween(180L, 280L);
        for (int i = 1; i < 5; i++) {
            assertThat(result.tally().operations(i)).isPositive();
        }
    }

    @Test
    void shouldKeepThePace() throws Exception {
        LoadPlan plan = plan(Workload.parse("download", "large.txt"), 4, Schedule.closed(Duration.ofSeconds(2)))
                .withPace(1_000_000);
        LoadResult result = run(plan);
        assertThat(result.sessionBytes().max()).isLessThan(2_300_000);
        assertThat(result.sessionBytes().min()).isGreaterThan(1_000_000);
    }

    @Test
    void shouldKeepTheRate() throws Exception {
        LoadResult result = run(plan(new Workload.Noop(), 20, Schedule.open(500, Duration.ofSeconds(1))));
        assertThat(result.latencies().getTotalCount()).isBetween(490L, 550L);
        assertThat(result.unserved()).isZero();
    }

    @Test
    void shouldCountAMissingFileAsARefusal() throws Exception {
        Files.write(root.resolve("gone.txt"), new byte[10]);
        try (Survey survey = Survey.of(credentials)) {
            LoadPlan plan = survey.complete(plan(Workload.parse("download", "gone.txt"), 2, Schedule.counted(6)));
            Files.delete(root.resolve("gone.txt"));
            LoadResult result = new LoadRun(plan, sample -> {}).call();
            assertThat(result.tally().failures()).containsOnlyKeys(new Failure(Failure.Kind.REPLY, "RETR", 550));
            assertThat(result.failed()).isEqualTo(6);
        }
    }

    @Test
    void shouldSayBeforeTheRunThatAFileIsMissing() throws Exception {
        try (Survey survey = Survey.of(credentials)) {
            assertThatThrownBy(
                            () -> survey.complete(plan(Workload.parse("download", "none.txt"), 1, Schedule.counted(1))))
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessageContaining("none.txt");
            assertThatThrownBy(() -> survey.complete(plan(Workload.parse("download", "*.bin"), 1, Schedule.counted(1))))
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessageContaining("*.bin matches no file");
        }
    }

    @Test
    void shouldReportAServerThatIsNotThere() throws Exception {
        server.close();
        server.stopped().join();
        LoadResult result = new LoadRun(plan(new Workload.Login(), 1, Schedule.counted(1)), sample -> {}).call();
        assertThat(result.tally().failures()).containsOnlyKeys(Failure.of(Failure.Kind.CONNECT, "connect"));
    }

    private LoadPlan plan(Workload workload, int sessions, Schedule schedule) {
        return LoadPlan.of(credentials, Mix.of(workload), sessions, schedule);
    }

    private LoadResult run(LoadPlan plan) throws Exception {
        try (Survey survey = Survey.of(credentials)) {
            return new LoadRun(survey.complete(plan), sample -> {}).call();
        }
    }
}
