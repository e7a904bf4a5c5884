package dev.sluice.transfer;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Offload;
import dev.sluice.net.BufferPool;
import java.nio.ByteBuffer;

/**
 * What all transfers of one loop share.
 *
 * @param loop the loop they run on
 * @param offload where file reads and writes go that would hold up the loop
 * @param buffers buffers for transfers that need one of their own
 * @param scratch one direct buffer for reads that are written on within the same call; no transfer owns it
 * @param scheduler whose turn it is, and for how many bytes
 * @param slowCallNanos a file call that takes longer than this is held to be slow
 */
public record TransferResources(
        EventLoop loop,
        Offload offload,
        BufferPool buffers,
        ByteBuffer scratch,
        TransferScheduler scheduler,
        long slowCallNanos) {

    private static final int KIB = 1024;

    /** The sizes that measured best; docs/performance.md has the numbers. */
    public static TransferResources of(EventLoop loop, Offload offload) {
        return new TransferResources(
                loop,
                offload,
                new BufferPool(loop, 64 * KIB, 64),
                ByteBuffer.allocateDirect(256 * KIB),
                TransferScheduler.of(loop),
                20_000_000L);
    }

    /** The time, to measure by what a call to a file takes. */
    long nanos() {
        return loop.ticker().nanos();
    }
}
