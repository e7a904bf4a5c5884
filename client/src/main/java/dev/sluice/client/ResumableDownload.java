package dev.sluice.client;

import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;

/** The attempts to download one file: from the second on, each goes on where the one before stopped. */
final class ResumableDownload {

    /** The result when the file is there already. */
    static final TransferResult NOTHING_TO_DO = new TransferResult(0, 0, Reply.of(226, "Nothing to do"));

    private final String remote;
    private final Path target;
    private final Path part;
    private final IfExists ifExists;
    private final TransferOptions options;
    private boolean resuming;

    ResumableDownload(String remote, Path target, IfExists ifExists, TransferOptions options) {
        this.remote = remote;
        this.target = target;
        this.part = FileSink.partOf(target);
        this.ifExists = ifExists;
        this.options = options;
        this.resuming = ifExists == IfExists.RESUME;
    }

    CompletableFuture<TransferResult> attempt(FtpClient client) {
        try {
            return resuming ? resume(client) : start(client);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(LocalFileException.of(target, e));
        }
    }

    private CompletableFuture<TransferResult> start(FtpClient client) throws IOException {
        if (Files.exists(target)) {
            if (Files.isDirectory(target)) {
                return CompletableFuture.failedFuture(LocalFileException.of(target, "is a directory, not a file"));
            }
            if (ifExists == IfExists.REFUSE) {
                return CompletableFuture.failedFuture(LocalFileException.of(
                        target, "exists already: overwrite it, continue it, or choose another name"));
            }
        }
        // Text has other lengths here and there, so it can't be resumed.
        resuming = options.type() == TransferType.BINARY;
        Files.deleteIfExists(part);
        return retrieve(client, 0);
    }

    private CompletableFuture<TransferResult> resume(FtpClient client) throws IOException {
        if (Files.exists(part)) {
            return resumeAt(client, Files.size(part));
        }
        return Files.exists(target) && ifExists == IfExists.RESUME ? resumeTarget(client) : retrieve(client, 0);
    }

    private CompletableFuture<TransferResult> resumeAt(FtpClient client, long offset) {
        // A file that has become shorter is another one: from the beginning.
        return offset == 0
                ? retrieve(client, 0)
                : client.size(remote).thenCompose(size -> retrieve(client, size >= offset ? offset : 0));
    }

    /** The target itself is the beginning, or all there is. */
    private CompletableFuture<TransferResult> resumeTarget(FtpClient client) throws IOException {
        long present = Files.size(target);
        return client.size(remote).thenCompose(size -> {
            if (size == present) {
                return CompletableFuture.completedFuture(NOTHING_TO_DO);
            }
            if (size < present) {
                return CompletableFuture.failedFuture(LocalFileException.of(
                        target, "is longer (" + present + " bytes) than the remote file (" + size + " bytes)"));
            }
            try {
                Files.move(target, part, StandardCopyOption.ATOMIC_MOVE);
                return retrieve(client, present);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(LocalFileException.of(target, e));
            }
        });
    }

    private CompletableFuture<TransferResult> retrieve(FtpClient client, long offset) {
        options.progress().began(offset);
        FileSink file = new FileSink(target, offset);
        Sink sink = options.type() == TransferType.ASCII ? new AsciiSink(file) : file;
        return client.retrieve(remote, sink, options.withOffset(offset));
    }
}
