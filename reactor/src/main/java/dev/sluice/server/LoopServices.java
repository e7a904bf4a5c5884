package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Lanes;
import dev.sluice.loop.Turns;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Network;
import dev.sluice.transfer.TransferResources;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What lives as long as a loop, for all services and sessions on it.
 *
 * @param loop the loop
 * @param network where its connections come from
 * @param lanes where work goes that may block
 * @param memory what sessions may hold
 * @param random draws what strangers must not guess
 * @param clock tells the date
 * @param turns for those who sent much to do at once
 * @param transfers what transfers share
 * @param input a buffer for reads whose bytes are used up, or copied, within the same call
 */
public record LoopServices(
        EventLoop loop,
        Network network,
        Lanes lanes,
        RandomGenerator random,
        Clock clock,
        MemoryBudget memory,
        Turns turns,
        TransferResources transfers,
        ByteBuffer input) {

    private static final int INPUT_BYTES = 8 * 1024;

    /** In one turn of the loop, for all sessions that sent many commands at once together. */
    private static final long COMMAND_NANOS = 2_000_000L;

    /** The services of a loop whose sessions together may borrow {@code memory} bytes. */
    static LoopServices of(Surroundings from, long memory) {
        return new LoopServices(
                from.loop(),
                from.network(),
                from.lanes(),
                from.random(),
                from.clock(),
                new MemoryBudget(from.loop(), memory),
                new Turns(from.loop(), COMMAND_NANOS),
                TransferResources.of(from.loop(), from.lanes().disk()),
                ByteBuffer.allocateDirect(INPUT_BYTES));
    }
}
