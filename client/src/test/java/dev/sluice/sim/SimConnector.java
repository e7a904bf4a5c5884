package dev.sluice.sim;

import dev.sluice.loop.Timer;
import dev.sluice.net.Connector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.util.Optional;

/** A simulated connection being made. */
final class SimConnector extends Source implements Connector {

    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final Outcome outcome;
    private final Timer timeout;
    private Optional<SimSocket> connection = Optional.empty();
    private Optional<IOException> refusal = Optional.empty();
    private int wanted = SelectionKey.OP_CONNECT;

    SimConnector(
            Machine machine, InetSocketAddress local, InetSocketAddress remote, long timeoutNanos, Outcome outcome) {
        super(machine);
        this.local = local;
        this.remote = remote;
        this.outcome = outcome;
        this.timeout = machine.loop()
                .timer("connect timeout", () -> failed(new SocketTimeoutException("no answer from " + remote)));
        timeout.fireAfter(timeoutNanos);
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress remote() {
        return remote;
    }

    void established(SimSocket socket) {
        if (isOpen()) {
            connection = Optional.of(socket);
        } else {
            socket.abort();
        }
    }

    void refused(IOException cause) {
        refusal = Optional.of(cause);
    }

    @Override
    int readyOps() {
        return connection.isPresent() || refusal.isPresent() ? wanted : 0;
    }

    @Override
    int wanted() {
        return wanted;
    }

    @Override
    void ready(int ops) throws IOException {
        wanted = 0;
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        machine().loop().defer(this::succeed);
    }

    private void succeed() {
        if (!isOpen()) {
            return;
        }
        SimSocket socket = connection.orElseThrow();
        connection = Optional.empty();
        close();
        try {
            outcome.connected(socket);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    void failed(Exception cause) {
        if (isOpen()) {
            close();
            outcome.failed(cause instanceof IOException io ? io : new IOException(cause));
        }
    }

    @Override
    public void cancel() {
        close();
    }

    @Override
    void closed() {
        timeout.cancel();
        connection.ifPresent(SimSocket::abort);
    }
}
