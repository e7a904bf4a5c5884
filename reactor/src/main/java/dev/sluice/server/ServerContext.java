package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Lanes;
import dev.sluice.loop.Turns;
import dev.sluice.net.MemoryBudget;
import dev.sluice.storage.Storage;
import dev.sluice.transfer.TransferResources;
import java.nio.ByteBuffer;

/**
 * What the sessions of one server share.
 *
 * @param controlInput the buffer that all control connections read into
 */
record ServerContext(
        ServerConfig config,
        EventLoop loop,
        Lanes lanes,
        MemoryBudget memory,
        Turns commandTurns,
        Headcount longJobs,
        Storage store,
        TransferResources resources,
        CommandTable commands,
        PassivePorts passivePorts,
        LoginGuard loginGuard,
        TransferLog transferLog,
        ByteBuffer controlInput) {

    String greeting() {
        return "Sluice FTP server ready" + (config.tellProcessId() ? ", " + processId() : "") + ".";
    }

    /** As it is told: {@code pid 4711}. */
    static String processId() {
        return "pid " + ProcessHandle.current().pid();
    }
}
