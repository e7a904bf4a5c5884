package dev.sluice.net;

import dev.sluice.loop.EventLoop;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * What all connections together may hold at a time: lines that wait, replies that nobody reads, buffers, listings. Each has an
 * {@link Account}. Those of one address (of IPv6 a /64) get at most half of it together, and the last eighth is for addresses that hold
 * little: so neither one nor many who want much keep out those who want little.
 *
 * <p>The budget only counts. Who wants memory asks first and, when it is refused, does without and says so to its client.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class MemoryBudget {

    private final EventLoop loop;
    private final long limit;
    private final long perAddress;
    private final long reserve;
    private final long little;
    private final Map<AddressGroup, Holder> holders = new HashMap<>();
    private long borrowed;

    /** At most {@code limit} bytes in all. */
    public MemoryBudget(EventLoop loop, long limit) {
        this.loop = loop;
        this.limit = limit;
        this.perAddress = limit / 2;
        this.reserve = limit / 8;
        this.little = limit / 64;
    }

    /** All accounts of one address. */
    private static final class Holder {
        private long borrowed;
        private int accounts;
    }

    /** An account for a connection from {@code address}, on which nothing is borrowed. */
    public Account open(InetAddress address) {
        loop.assertOnLoop();
        AddressGroup group = AddressGroup.of(address);
        Holder holder = holders.computeIfAbsent(group, key -> new Holder());
        holder.accounts++;
        return new Account(group, holder);
    }

    /** Bytes that are borrowed now. */
    public long borrowed() {
        return borrowed;
    }

    /** What one connection has borrowed. */
    public final class Account implements AutoCloseable {
        private final AddressGroup group;
        private final Holder holder;
        private long mine;
        private boolean closed;

        private Account(AddressGroup group, Holder holder) {
            this.group = group;
            this.holder = holder;
        }

        /** Borrows {@code bytes}, all or none; false when there is no room for them. */
        public boolean borrow(long bytes) {
            loop.assertOnLoop();
            long room = bytes <= little - holder.borrowed ? limit : limit - reserve;
            if (closed || bytes > room - borrowed || bytes > perAddress - holder.borrowed) {
                return false;
            }
            add(bytes);
            return true;
        }

        /** Gives {@code bytes} back. */
        public void giveBack(long bytes) {
            loop.assertOnLoop();
            if (bytes > mine) {
                throw new IllegalStateException(bytes + " bytes are given back, but " + mine + " were borrowed");
            }
            add(-bytes);
        }

        /** Bytes that are borrowed on this account. */
        public long borrowed() {
            return mine;
        }

        private void add(long bytes) {
            mine += bytes;
            holder.borrowed += bytes;
            borrowed += bytes;
            closeIfDone();
        }

        /** No more will be borrowed; what still is, is given back one by one. */
        @Override
        public void close() {
            loop.assertOnLoop();
            if (!closed) {
                closed = true;
                holder.accounts--;
                closeIfDone();
            }
        }

        private void closeIfDone() {
            if (holder.accounts == 0 && holder.borrowed == 0) {
                holders.remove(group, holder);
            }
        }
    }
}
