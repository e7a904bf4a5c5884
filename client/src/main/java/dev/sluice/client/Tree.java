package dev.sluice.client;

import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.LogText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What both directions of a tree transfer have in common: the work, its count, and names. */
abstract class Tree {

    final ClientLoop loop;
    final SessionPool pool;
    final Transfers transfers;
    final TreeOptions options;
    final TransferListener listener;
    private final WorkQueue work;
    private final CompletableFuture<TreeResult> outcome = new CompletableFuture<>();
    private long files;
    private long bytes;
    private long skipped;
    private long deleted;
    private long failed;

    Tree(Transfers transfers, TreeOptions options, TransferListener listener, int parallel) {
        this.loop = transfers.loop();
        this.pool = transfers.pool();
        this.transfers = transfers;
        this.options = options;
        this.listener = listener;
        // One more than there are sessions, so that none rests while a file is opened.
        this.work = new WorkQueue(loop.loop(), parallel + 1);
    }

    /** Runs {@code first} and all it leads to. Who gives the result up hears no more of it, and nothing further begins. */
    final CompletableFuture<TreeResult> run(String name, Supplier<CompletableFuture<Void>> first) {
        Futures.whenEnded(work.done(), (nothing, failure) -> outcome.complete(result()));
        Futures.whenEnded(outcome, (value, failure) -> loop.execute(work::stop));
        return loop.begin(outcome, () -> add(name, first));
    }

    /** Adds a task about {@code name}, whose failure is told and counted and stops nothing else. */
    final void add(String name, Supplier<CompletableFuture<Void>> task) {
        work.add(() -> {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            Futures.whenEnded(attempt(task), (nothing, failure) -> {
                // Asked of the outcome itself: another thread that waits for it may be the one that stops the work, a
                // little later.
                if (failure != null && !outcome.isDone()) {
                    failed(name, failure);
                }
                ended.complete(null);
            });
            return ended;
        });
    }

    private static CompletableFuture<Void> attempt(Supplier<CompletableFuture<Void>> task) {
        try {
            return task.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    final void transferred(String name, TransferResult result) {
        files++;
        bytes += result.bytes();
        listener.ended(name, result);
    }

    final void skipped(String name, String reason) {
        skipped++;
        listener.skipped(name, reason);
    }

    final void deleted(String name) {
        deleted++;
        listener.deleted(name);
    }

    /** Adds what another tree, told to the same listener, has come to. */
    final void deletedTree(TreeResult other) {
        deleted += other.deleted();
        failed += other.failed();
    }

    final void failed(String name, Throwable cause) {
        failed++;
        listener.failed(name, cause);
    }

    final TreeResult result() {
        return new TreeResult(files, bytes, skipped, deleted, failed);
    }

    final CompletableFuture<List<ListEntry>> list(String remote) {
        return pool.with(client -> client.list(remote));
    }

    /** Whether both files have the same SHA-256, the remote one by HASH. */
    final CompletableFuture<Boolean> sameHash(String remote, Path local) {
        return pool.with(client -> client.hash(remote, "SHA-256"))
                .thenCompose(
                        theirs -> loop.offload(() -> LocalFiles.sha256(local)).thenApply(theirs::equals));
    }

    /** Where a file that the server calls {@code name} goes: right inside {@code directory}, never anywhere else. */
    static Path inside(Path directory, String name) throws IOException {
        if (!isOneName(name)) {
            throw badName(name);
        }
        try {
            return directory.resolve(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("no file here can have the name '" + LogText.escape(name) + "'", e);
        }
    }

    /** Whether a name from a listing names something right inside the directory that was listed. */
    static boolean isOneName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf(File.separatorChar) < 0
                && name.indexOf('\0') < 0;
    }

    static IOException badName(String name) {
        return new IOException("the server lists a name that is no file name: '" + LogText.escape(name) + "'");
    }

    /** The remote path of {@code name} in {@code directory}. */
    static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory.endsWith("/") ? directory + name : directory + '/' + name;
    }
}
