package dev.sluice.loop;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * One channel on the loop, and the only class that touches its {@link SelectionKey}.
 *
 * <p>It holds the operations its owner wants and those the selector was told of. {@link #want} only notes a wish; the loop applies
 * it once, before it waits again, so an endpoint that turns interest off and on again within a turn costs no system call.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class Registration {

    private final EventLoop loop;
    private final ReadyHandler handler;
    private final SelectionKey key;
    private int wanted;
    private int applied;
    private boolean queued;

    Registration(EventLoop loop, SelectableChannel channel, Selector selector, int ops, ReadyHandler handler)
            throws IOException {
        this.loop = loop;
        this.handler = handler;
        this.key = channel.register(selector, ops, this);
        this.wanted = ops;
        this.applied = ops;
    }

    /** Sets the operations to be told of, from the next turn on. 0 rests the channel. */
    public void want(int ops) {
        loop.assertOnLoop();
        wanted = ops;
        if (wanted != applied && !queued && key.isValid()) {
            queued = true;
            loop.changed(this);
        }
    }

    /** The operations last asked for by {@link #want}. */
    public int wanted() {
        return wanted;
    }

    /**
     * Closes the channel, at once and for good; no handler runs for it afterwards, not even for an event of the same batch. Safe to
     * call again. The peer is told at once; the descriptor itself is given back by the selector in the next turn.
     */
    public void close() {
        loop.assertOnLoop();
        key.cancel();
        loop.close(key.channel());
    }

    /** Writes the key, if what is wanted differs from what the selector knows. Called once a turn. */
    void apply() {
        queued = false;
        if (wanted != applied && key.isValid()) {
            key.interestOps(wanted);
            applied = wanted;
        }
    }

    /** Runs the handler for what the key is ready for. A handler before it in the same batch may have closed the channel. */
    void dispatch() {
        if (!key.isValid()) {
            return;
        }
        int ready = key.readyOps() & wanted;
        if (ready == 0) {
            return;
        }
        try {
            handler.ready(ready);
        } catch (Throwable e) {
            fail(Failure.survivable(e));
        }
    }

    /** The last boundary: an endpoint that cannot even fail in good order is closed here, and the loop goes on. */
    private void fail(Exception cause) {
        try {
            handler.failed(cause);
        } catch (Throwable e) {
            Exception worse = Failure.survivable(e);
            if (worse != cause) {
                worse.addSuppressed(cause);
            }
            loop.report(name(), worse);
            close();
        }
    }

    String name() {
        return handler.name();
    }
}
