package dev.sluice.client;

import java.io.EOFException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Up to so many sessions with one server, opened when needed, lent for one piece of work at a time and kept for the next.
 *
 * <p>Thread rule: any thread; work is begun, and its futures complete, on the loop's.
 */
public final class SessionPool implements AutoCloseable {

    private record Waiting(CompletableFuture<?> result, Runnable begin) {}

    private final ClientLoop loop;
    private final Credentials credentials;
    private final ClientOptions options;
    private final int limit;
    private volatile DataMode dataMode;
    private final ArrayDeque<FtpClient> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<FtpClient> open = new LinkedHashSet<>();
    private final Pump pump;
    private boolean closed;

    /** A pool of at most {@code limit} sessions. */
    public SessionPool(ClientLoop loop, Credentials credentials, ClientOptions options, DataMode dataMode, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a pool needs at least 1 session, not " + limit);
        }
        this.loop = loop;
        this.pump = new Pump(loop.loop(), this::serveNext);
        this.credentials = credentials;
        this.options = options;
        this.dataMode = dataMode;
        this.limit = limit;
    }

    /** Chooses who makes the data connections of what is begun from now on. */
    public void dataMode(DataMode mode) {
        dataMode = mode;
        loop.execute(() -> open.forEach(client -> client.dataMode(mode)));
    }

    /** How many sessions there may be. */
    public int limit() {
        return limit;
    }

    /**
     * Does {@code work} with a session that is logged in. While all are busy it waits its turn; how much waits is up to the
     * callers. A session that the work leaves broken is forgotten.
     */
    public <T> CompletableFuture<T> with(Function<FtpClient, CompletableFuture<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        return loop.begin(result, () -> {
            waiting.add(new Waiting(result, () -> begin(work, result)));
            pump.ask();
        });
    }

    private void serveNext() {
        while (!waiting.isEmpty() && (closed || !idle.isEmpty() || open.size() < limit)) {
            Waiting next = waiting.poll();
            if (!next.result().isDone()) {
                next.begin().run();
            }
        }
    }

    private <T> void begin(Function<FtpClient, CompletableFuture<T>> work, CompletableFuture<T> result) {
        if (closed) {
            result.completeExceptionally(new EOFException("the session pool is closed"));
        } else if (!idle.isEmpty()) {
            use(idle.pop(), work, result);
        } else {
            Futures.whenEnded(open(), (client, failure) -> {
                if (failure == null) {
                    use(client, work, result);
                } else {
                    result.completeExceptionally(failure);
                    pump.ask();
                }
            });
        }
    }

    private CompletableFuture<FtpClient> open() {
        FtpClient client = new FtpClient(loop, options);
        open.add(client);
        client.dataMode(dataMode);
        Futures.whenEnded(client.closed(), (nothing, failure) -> loop.execute(() -> forget(client)));
        return client.connect(credentials.server())
                .thenCompose(greeting -> client.login(credentials.user(), credentials.password()))
                .whenComplete((reply, failure) -> {
                    if (failure != null) {
                        client.close();
                    }
                })
                .thenApply(reply -> client);
    }

    private <T> void use(
            FtpClient client, Function<FtpClient, CompletableFuture<T>> work, CompletableFuture<T> result) {
        CompletableFuture<T> running = begin(work, client);
        // Giving up on the result gives up the work, and the session is free when that has come to its end.
        Futures.whenEnded(result, (value, failure) -> {
            if (result.isCancelled() && !running.isDone()) {
                running.cancel(true);
                client.abort();
            }
        });
        Futures.whenEnded(running, (value, failure) -> {
            giveBack(client);
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    /** Work that can't even begin, for an argument that can't be sent, fails like any other. */
    private static <T> CompletableFuture<T> begin(Function<FtpClient, CompletableFuture<T>> work, FtpClient client) {
        try {
            return work.apply(client);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void giveBack(FtpClient client) {
        if (open.contains(client) && !client.isClosed()) {
            idle.push(client);
        }
        pump.ask();
    }

    private void forget(FtpClient client) {
        open.remove(client);
        idle.remove(client);
        pump.ask();
    }

    /** Gives up what runs on every session, and drops what waits. The sessions can be used again. */
    public void abort() {
        loop.execute(() -> {
            waiting.forEach(work -> work.result().cancel(false));
            waiting.clear();
            List.copyOf(open).forEach(FtpClient::abort);
        });
    }

    /** Says goodbye on idle sessions and closes the others; what waits fails. */
    @Override
    public void close() {
        loop.execute(() -> {
            closed = true;
            List.copyOf(idle).forEach(client -> Futures.whenEnded(client.quit(), (reply, failure) -> client.close()));
            open.stream().filter(client -> !idle.contains(client)).toList().forEach(FtpClient::close);
            pump.ask();
        });
    }
}
