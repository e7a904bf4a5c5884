package dev.sluice.sim;

import dev.sluice.net.Network;
import dev.sluice.sim.DataLink.Break;
import java.util.Optional;

/** One transfer, and what its client does to it. */
final class Attempt {

    private static final int USUAL = 2_000;

    private final DataLink link;
    private final boolean connects;
    private final Break how;
    private boolean spoilt;
    private boolean prepared;

    /** @param toSend what to send; else it receives */
    Attempt(World world, Network network, Optional<byte[]> toSend) {
        connects = !world.chance(0.04);
        how = !world.chance(0.12) ? Break.NEVER : world.chance(0.8) ? Break.RESET : Break.STALL;
        int breakAt = world.below(toSend.map(bytes -> bytes.length).orElse(USUAL) + 1);
        link = new DataLink(world, network, toSend, breakAt, how);
    }

    DataLink link() {
        return link;
    }

    /** Whether its client makes the data connection, or takes the server's. */
    boolean connects() {
        return connects;
    }

    /** The server has agreed to a data connection, or not. */
    void prepared(boolean agreed) {
        prepared = agreed;
    }

    /** It may come to nothing, by what its client does besides. */
    void spoil() {
        spoilt = true;
    }

    /** Whether nothing that its client did kept it from being complete. */
    boolean isClean() {
        return connects && !spoilt && how == Break.NEVER && prepared;
    }

    boolean mustNotComplete() {
        return how == Break.RESET && !spoilt;
    }
}
