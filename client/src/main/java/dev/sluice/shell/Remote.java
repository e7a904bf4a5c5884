package dev.sluice.shell;

import dev.sluice.client.ClientLoop;
import dev.sluice.client.ClientOptions;
import dev.sluice.client.Credentials;
import dev.sluice.client.DataMode;
import dev.sluice.client.FtpClient;
import dev.sluice.client.Retry;
import dev.sluice.client.SessionPool;
import dev.sluice.client.Transfers;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** One server and everything it takes to work with it. Its calls wait for their result. */
final class Remote implements AutoCloseable {

    private final ClientLoop loop;
    private final SessionPool pool;
    private final Transfers transfers;
    private final Credentials credentials;

    Remote(Credentials credentials, ClientOptions options, DataMode mode, Retry retry, int parallel)
            throws IOException {
        this.credentials = credentials;
        this.loop = ClientLoop.start("client");
        this.pool = new SessionPool(loop, credentials, options, mode, parallel);
        this.transfers = new Transfers(loop, pool, retry);
    }

    /** Does something with a session. */
    <T> CompletableFuture<T> session(Function<FtpClient, CompletableFuture<T>> work) {
        return pool.with(work);
    }

    /** Does something with a session and waits for the outcome. */
    <T> T call(Function<FtpClient, CompletableFuture<T>> work) throws IOException, InterruptedException {
        return await(pool.with(work));
    }

    /** Waits for a result of this remote's loop; an interrupt gives the work up. */
    static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
    }

    Transfers transfers() {
        return transfers;
    }

    ClientLoop loop() {
        return loop;
    }

    Credentials credentials() {
        return credentials;
    }

    void dataMode(DataMode mode) {
        pool.dataMode(mode);
    }

    /** Aborts what runs, so that no server takes half an upload for the whole. */
    void abort() {
        pool.abort();
    }

    @Override
    public void close() {
        pool.close();
        loop.close();
    }
}
