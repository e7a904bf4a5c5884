package dev.sluice.shell;

import dev.sluice.client.IfExists;
import dev.sluice.client.RateRecorder;
import dev.sluice.client.TransferType;
import dev.sluice.net.RateLimit;
import dev.sluice.text.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of commands that transfer files. */
final class TransferSettings {

    @Option(
            names = {"-c", "--continue"},
            description = "Take a target that exists for the beginning of the file, and transfer the rest.")
    private boolean resume;

    @Option(names = "--overwrite", description = "Replace a target that exists.")
    private boolean overwrite;

    @Option(
            names = "--limit-rate",
            paramLabel = "SIZE",
            description = "Bytes per second for all transfers together, such as 500k or 2MB.")
    private Optional<String> limit;

    @Option(
            names = {"-a", "--ascii"},
            description = "Transfer as text: lines end as is usual on each side.")
    private boolean ascii;

    @Option(
            names = "--rates",
            paramLabel = "FILE.csv",
            description = "Record the byte rate over time: seconds, bytes so far, MB/s, average of 60 samples.")
    private Optional<Path> rates;

    @Option(
            names = "--rates-interval",
            paramLabel = "MS",
            defaultValue = "10",
            description = "Milliseconds between samples (${DEFAULT-VALUE}).")
    private int intervalMillis;

    @Option(names = "--plot", paramLabel = "FILE.png|.svg", description = "Draw the byte rate over time.")
    private Optional<Path> plot;

    /** Work that transfers something. */
    interface Work {
        void run(Actions actions) throws IOException, InterruptedException;
    }

    /** Does {@code work} with these settings, and records and draws its byte rate if that is wanted. */
    void run(Remote remote, Report report, String title, Work work) throws IOException, InterruptedException {
        plot.ifPresent(RatePlot::checkFormat);
        if (rates.isEmpty() && plot.isEmpty()) {
            work.run(new Actions(remote, report, settings(Optional.empty())));
            return;
        }
        Path csv = rates.isPresent() ? rates.get() : Files.createTempFile("sluice-rates", ".csv");
        try (RateFile file = RateFile.create(csv)) {
            RateRecorder recorder = new RateRecorder(remote.loop(), interval(), file::add);
            try {
                work.run(new Actions(remote, report, settings(Optional.of(recorder))));
            } finally {
                Remote.await(recorder.stop());
            }
        }
        if (plot.isPresent()) {
            RatePlot.draw(List.of(csv), title, plot.get());
        }
        if (rates.isEmpty()) {
            Files.delete(csv);
        }
    }

    private Actions.Settings settings(Optional<RateRecorder> recorder) {
        return new Actions.Settings(
                ifExists(), ascii ? TransferType.ASCII : TransferType.BINARY, rateLimit(), recorder);
    }

    private RateLimit rateLimit() {
        try {
            return limit.map(ByteSize::parseRate).map(RateLimit::of).orElse(RateLimit.NONE);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--limit-rate: " + e.getMessage());
        }
    }

    private IfExists ifExists() {
        if (resume && overwrite) {
            throw new UsageException("--continue and --overwrite contradict each other");
        }
        return resume ? IfExists.RESUME : overwrite ? IfExists.OVERWRITE : IfExists.REFUSE;
    }

    private Duration interval() {
        if (intervalMillis < 1) {
            throw new UsageException("--rates-interval must be at least 1 ms, not " + intervalMillis);
        }
        return Duration.ofMillis(intervalMillis);
    }
}
