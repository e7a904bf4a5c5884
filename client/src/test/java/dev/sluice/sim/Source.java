package dev.sluice.sim;

import dev.sluice.loop.Failure;
import java.io.IOException;

/** What a loop hears of: a connection, a listener, a connection being made. As a channel and its key are to a selector. */
abstract class Source {

    private final Machine machine;
    private boolean closed;
    private int noticed;

    Source(Machine machine) {
        this.machine = machine;
        machine.add(this);
    }

    final Machine machine() {
        return machine;
    }

    final World world() {
        return machine.world();
    }

    /** What it is ready for, of what its owner wants. */
    abstract int readyOps();

    /** What its owner wants now. */
    abstract int wanted();

    abstract void ready(int ops) throws IOException;

    abstract void failed(Exception cause);

    public final boolean isOpen() {
        return !closed;
    }

    /** No handler runs for it afterwards. */
    public final void close() {
        if (!closed) {
            closed = true;
            machine.remove(this);
            closed();
        }
    }

    abstract void closed();

    /** The selector finds it ready; its handler is to run in this turn. */
    final void notice() {
        int ops = noticed == 0 && !machine.hasEnded() ? readyOps() : 0;
        if (ops != 0) {
            noticed = ops;
            machine.loop().execute(this::dispatch);
        }
    }

    /** The boundary of {@code Registration.dispatch}. */
    private void dispatch() {
        int ops = noticed & wanted();
        noticed = 0;
        if (closed || ops == 0) {
            return;
        }
        try {
            ready(ops);
        } catch (Throwable e) {
            fail(Failure.survivable(e));
        }
    }

    private void fail(Exception cause) {
        try {
            failed(cause);
        } catch (Throwable e) {
            world().fail("a handler could not even fail: " + e + ", because of " + cause);
            close();
        }
    }
}
