package dev.sluice.transfer;

import dev.sluice.loop.EventLoop;
import dev.sluice.net.MemoryBudget;
import java.net.InetAddress;

/** Memory for tests that are about something else. */
final class Unlimited {
    private Unlimited() {}

    static MemoryBudget.Account account(EventLoop loop) {
        return new MemoryBudget(loop, Long.MAX_VALUE).open(InetAddress.getLoopbackAddress());
    }
}
