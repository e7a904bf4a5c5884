package dev.sluice.loop;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;

/** A channel that is never ready and notes each time somebody writes its key. */
final class CountingChannel extends SelectableChannel {

    final List<Integer> written = new ArrayList<>();
    private boolean blocking = true;
    private boolean valid = true;

    @Override
    public SelectionKey register(Selector selector, int ops, Object attachment) {
        SelectionKey key = new Key(selector, ops);
        key.attach(attachment);
        return key;
    }

    @Override
    public SelectableChannel configureBlocking(boolean block) {
        blocking = block;
        return this;
    }

    @Override
    public boolean isBlocking() {
        return blocking;
    }

    @Override
    public SelectorProvider provider() {
        return SelectorProvider.provider();
    }

    @Override
    public int validOps() {
        return SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    }

    @Override
    public boolean isRegistered() {
        return valid;
    }

    @Override
    public SelectionKey keyFor(Selector selector) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object blockingLock() {
        return this;
    }

    @Override
    protected void implCloseChannel() {
        valid = false;
    }

    private final class Key extends SelectionKey {
        private final Selector selector;
        private int ops;

        Key(Selector selector, int ops) {
            this.selector = selector;
            this.ops = ops;
        }

        @Override
        public SelectionKey interestOps(int newOps) {
            ops = newOps;
            written.add(newOps);
            return this;
        }

        @Override
        public int interestOps() {
            return ops;
        }

        @Override
        public int readyOps() {
            return 0;
        }

        @Override
        public SelectableChannel channel() {
            return CountingChannel.this;
        }

        @Override
        public Selector selector() {
            return selector;
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public void cancel() {
            valid = false;
        }
    }
}
