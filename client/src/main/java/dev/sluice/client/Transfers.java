package dev.sluice.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Transfers of whole files that see a lost connection through: they try again after a pause, and go on where they stopped.
 *
 * <p>Thread rule: any thread; the futures complete on the loop's. Cancelling one aborts its transfer; cancelling that of a tree
 * begins no further file, and {@link SessionPool#abort} ends those that run.
 */
public final class Transfers {

    private final ClientLoop loop;
    private final SessionPool pool;
    private final Retry retry;

    /** Transfers with the sessions of {@code pool}, which tries again as {@code retry} says. */
    public Transfers(ClientLoop loop, SessionPool pool, Retry retry) {
        this.loop = loop;
        this.pool = pool;
        this.retry = retry;
    }

    /**
     * Downloads a file. It is written to a part file and put in the target's place when all of it is there.
     *
     * @param options its offset is ignored: {@code ifExists} says where to begin
     */
    public CompletableFuture<TransferResult> download(
            String remote, Path target, IfExists ifExists, TransferOptions options) {
        Attempts<TransferResult> attempts = new Attempts<>(loop, retry);
        ResumableDownload download =
                new ResumableDownload(remote, target, ifExists, options.withProgress(attempts.watch(options)));
        return attempts.begin(() -> pool.with(download::attempt));
    }

    /**
     * Uploads a file. A local file that can't be read fails it before anything is sent.
     *
     * @param options its offset is ignored: {@code ifExists} says where to begin
     */
    public CompletableFuture<TransferResult> upload(
            Path file, String remote, IfExists ifExists, TransferOptions options) {
        return upload(file, remote, ifExists, ResumableUpload.Target.UNKNOWN, options);
    }

    CompletableFuture<TransferResult> upload(
            Path file, String remote, IfExists ifExists, ResumableUpload.Target target, TransferOptions options) {
        try {
            FileSource.open(file, 0).close();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        Attempts<TransferResult> attempts = new Attempts<>(loop, retry);
        ResumableUpload upload =
                new ResumableUpload(file, remote, ifExists, target, options.withProgress(attempts.watch(options)));
        return attempts.begin(() -> pool.with(upload::attempt));
    }

    /** Downloads the directory {@code remote} and all that is in it into {@code local}, several files at a time. */
    public CompletableFuture<TreeResult> downloadTree(
            String remote, Path local, TreeOptions options, TransferListener listener) {
        return new DownloadTree(this, options, listener, pool.limit()).run(remote, local);
    }

    /** Uploads the directory {@code local} and all that is in it into {@code remote}, several files at a time. */
    public CompletableFuture<TreeResult> uploadTree(
            Path local, String remote, TreeOptions options, TransferListener listener) {
        return new UploadTree(this, options, listener, pool.limit()).run(local, remote);
    }

    /** Deletes the directory {@code remote} and all that is in it. */
    public CompletableFuture<TreeResult> deleteTree(String remote, TransferListener listener) {
        TreeOptions options = TreeOptions.all(IfExists.REFUSE, TransferOptions.DEFAULT);
        return new DeleteTree(this, options, listener, pool.limit()).run(remote);
    }

    ClientLoop loop() {
        return loop;
    }

    SessionPool pool() {
        return pool;
    }
}
