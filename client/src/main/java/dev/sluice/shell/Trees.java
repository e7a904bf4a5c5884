package dev.sluice.shell;

import dev.sluice.client.LocalFileException;
import dev.sluice.client.TransferOptions;
import dev.sluice.client.TreeOptions;
import dev.sluice.client.TreeResult;
import dev.sluice.ftp.LogText;
import dev.sluice.text.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** What can be done with directories and all that is in them; the report hears of each file, and at the end of all. */
final class Trees {

    private final Remote remote;
    private final Report report;
    private final Actions.Settings settings;

    Trees(Remote remote, Report report, Actions.Settings settings) {
        this.remote = remote;
        this.report = report;
        this.settings = settings;
    }

    /** Downloads a directory and what is in it. */
    void get(String path, Path target, TreeOptions options) throws IOException, InterruptedException {
        run("get " + (path.isEmpty() ? "." : path), remote.transfers().downloadTree(path, target, options, listener()));
    }

    /** Uploads a directory and what is in it. */
    void put(Path directory, String path, TreeOptions options) throws IOException, InterruptedException {
        if (!directory.toFile().isDirectory()) {
            throw LocalFileException.of(directory, "is not a directory");
        }
        run("put " + directory, remote.transfers().uploadTree(directory, path, options, listener()));
    }

    /** Deletes a directory and what is in it. */
    void remove(String path) throws IOException, InterruptedException {
        run("rm " + path, remote.transfers().deleteTree(path, listener()));
    }

    /** The tree options that the settings ask for when nothing is compared. */
    TreeOptions everything() {
        return TreeOptions.all(settings.ifExists(), options());
    }

    TreeOptions mirror(TreeOptions.Compare compare, boolean delete) {
        return TreeOptions.mirror(compare, delete, options());
    }

    /** The tree's listener brings the progress and the rates. */
    private TransferOptions options() {
        return TransferOptions.DEFAULT.withType(settings.type()).withLimit(settings.limit());
    }

    private TreeReport listener() {
        return new TreeReport(report, settings.rates());
    }

    private void run(String what, CompletableFuture<TreeResult> running) throws IOException, InterruptedException {
        long start = System.nanoTime();
        TreeResult result;
        try {
            result = Remote.await(running);
        } catch (InterruptedException e) {
            remote.abort();
            throw e;
        } finally {
            report.allEnded();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        report.done(
                String.format(
                        Locale.ROOT,
                        "%s: %d files, %s in %.2f s; %d skipped, %d deleted, %d failed",
                        LogText.escape(what),
                        result.files(),
                        ByteSize.format(result.bytes()),
                        seconds,
                        result.skipped(),
                        result.deleted(),
                        result.failed()),
                new JsonLine()
                        .text("tree", what)
                        .number("files", result.files())
                        .number("bytes", result.bytes())
                        .number("seconds", seconds)
                        .number("skipped", result.skipped())
                        .number("deleted", result.deleted())
                        .number("failed", result.failed()));
    }
}
