package dev.sluice.sim;

import dev.sluice.loop.Timer;
import dev.sluice.net.Acceptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** Who listens on a simulated port. */
final class SimAcceptor extends Source implements Acceptor {

    private static final int ACCEPTS_PER_TURN = 64;
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Wire wire;
    private final InetSocketAddress address;
    private final int backlog;
    private final Target target;
    private final ArrayDeque<SimSocket> waiting = new ArrayDeque<>();
    private final Timer backOff;
    private int wanted = SelectionKey.OP_ACCEPT;

    SimAcceptor(Machine machine, Wire wire, InetSocketAddress address, int backlog, Target target) throws IOException {
        super(machine);
        this.wire = wire;
        this.address = address;
        this.backlog = backlog;
        this.target = target;
        this.backOff = machine.loop().timer("acceptor back-off", () -> wanted = SelectionKey.OP_ACCEPT);
        try {
            wire.bind(address, this);
        } catch (IOException e) {
            machine.remove(this);
            throw e;
        }
    }

    boolean hasRoom() {
        return waiting.size() < backlog;
    }

    void arrived(SimSocket connection) {
        waiting.add(connection);
    }

    @Override
    int readyOps() {
        return waiting.isEmpty() ? 0 : wanted;
    }

    @Override
    int wanted() {
        return wanted;
    }

    @Override
    void ready(int ops) throws IOException {
        wire.requireDescriptor();
        int left = ACCEPTS_PER_TURN;
        while (left > 0 && accept() && target.expectsMore()) {
            left--;
        }
    }

    @Override
    public void acceptNow() throws IOException {
        wire.requireDescriptor();
        boolean more = true;
        while (more) {
            more = accept();
        }
    }

    private boolean accept() {
        SimSocket connection = waiting.poll();
        if (connection == null) {
            return false;
        }
        try {
            target.accepted(connection);
        } catch (IOException | RuntimeException e) {
            world().say(() -> connection + " was not accepted: " + e);
            connection.close();
        }
        return true;
    }

    @Override
    void failed(Exception cause) {
        world().say(() -> address + " rests: " + cause);
        wanted = 0;
        backOff.fireAfter(BACK_OFF_NANOS);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    void closed() {
        backOff.cancel();
        wire.unbind(address);
        waiting.forEach(SimSocket::abort);
        waiting.clear();
    }
}
