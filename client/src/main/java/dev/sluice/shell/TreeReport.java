package dev.sluice.shell;

import dev.sluice.client.Progress;
import dev.sluice.client.RateRecorder;
import dev.sluice.client.TransferListener;
import dev.sluice.client.TransferResult;
import java.util.Optional;

/** Reports on a tree: of its many files only those that fail, and the rest to the curious. */
final class TreeReport implements TransferListener {

    private final Report report;
    private final Optional<RateRecorder> rates;

    TreeReport(Report report, Optional<RateRecorder> rates) {
        this.report = report;
        this.rates = rates;
    }

    @Override
    public void found(String name, long size) {
        report.found(name, size);
    }

    @Override
    public Progress began(String name, long size) {
        Progress progress = report.began(name, size);
        return rates.map(recorder -> recorder.watch(progress)).orElse(progress);
    }

    @Override
    public void ended(String name, TransferResult result) {
        if (report.isVerbose()) {
            report.ended(name, result);
        } else {
            report.endedQuietly(name, result);
        }
    }

    @Override
    public void skipped(String name, String reason) {
        report.skipped(name, reason);
    }

    @Override
    public void deleted(String name) {
        if (report.isVerbose()) {
            report.deleted(name);
        }
    }

    @Override
    public void failed(String name, Throwable cause) {
        report.failed(name, cause);
    }
}
