package dev.sluice.client;

import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The attempts to upload one file. From the second on, each goes on where the one before stopped, if the remote file is
 * surely ours: it was not there when we began. Otherwise what is there may be the old file, and all is sent again.
 */
final class ResumableUpload {

    private static final long ABSENT = -1;
    private static final int NO_SUCH_FILE = 550;

    private final Path file;
    private final String remote;
    private final IfExists ifExists;
    private final TransferOptions options;
    private Target target;
    private boolean isFirst = true;

    /** What is known of the remote file as it was before the first attempt. */
    enum Target {
        UNKNOWN,
        ABSENT,
        PRESENT
    }

    ResumableUpload(Path file, String remote, IfExists ifExists, Target target, TransferOptions options) {
        this.file = file;
        this.target = target;
        this.remote = remote;
        this.ifExists = ifExists;
        this.options = options.withOffset(0);
    }

    CompletableFuture<TransferResult> attempt(FtpClient client) {
        boolean mayAsk =
                !isFirst || target == Target.UNKNOWN || (target == Target.PRESENT && ifExists == IfExists.RESUME);
        isFirst = false;
        CompletableFuture<Long> present =
                mayAsk ? remoteSize(client) : CompletableFuture.completedFuture(target == Target.ABSENT ? ABSENT : 0);
        return present.thenCompose(size -> {
            try {
                return attempt(client, size);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(LocalFileException.of(file, e));
            }
        });
    }

    private CompletableFuture<TransferResult> attempt(FtpClient client, long size) throws IOException {
        if (target == Target.UNKNOWN) {
            target = size == ABSENT ? Target.ABSENT : Target.PRESENT;
        }
        if (target == Target.PRESENT && ifExists == IfExists.REFUSE) {
            return CompletableFuture.failedFuture(new ReplyException(
                    "STOR " + remote,
                    Reply.of(553, "exists already: overwrite it, continue it, or choose another name")));
        }
        boolean resumable = size != ABSENT
                && options.type() == TransferType.BINARY
                && (target == Target.ABSENT || ifExists == IfExists.RESUME);
        if (resumable && size == Files.size(file)) {
            return CompletableFuture.completedFuture(ResumableDownload.NOTHING_TO_DO);
        }
        options.progress().began(resumable ? size : 0);
        return resumable ? client.append(remote, source(size), options) : client.store(remote, source(0), options);
    }

    private Source source(long offset) throws LocalFileException {
        FileSource source = FileSource.open(file, offset);
        return options.type() == TransferType.ASCII ? new AsciiSource(source) : source;
    }

    /**
     * The size of the remote file, {@link #ABSENT} if there is none. A server that can't tell is no obstacle to who wants to
     * overwrite anyway.
     */
    private CompletableFuture<Long> remoteSize(FtpClient client) {
        return client.size(remote).exceptionallyCompose(failure -> {
            boolean refused = Futures.cause(failure) instanceof ReplyException;
            if (refused && ((ReplyException) Futures.cause(failure)).reply().code() == NO_SUCH_FILE) {
                return CompletableFuture.completedFuture(ABSENT);
            }
            return refused && ifExists == IfExists.OVERWRITE
                    ? CompletableFuture.completedFuture(0L)
                    : CompletableFuture.failedFuture(failure);
        });
    }
}
