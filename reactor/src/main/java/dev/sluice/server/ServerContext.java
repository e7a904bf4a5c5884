package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Offload;
import dev.sluice.storage.FileStore;
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
        Offload offload,
        FileStore store,
        TransferResources resources,
        CommandTable commands,
        PassivePorts passivePorts,
        LoginGuard loginGuard,
        TransferLog transferLog,
        ByteBuffer controlInput) {

    String greeting() {
        return "Sluice FTP server ready, pid " + ProcessHandle.current().pid() + ".";
    }
}
