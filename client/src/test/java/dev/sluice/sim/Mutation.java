package dev.sluice.sim;

import dev.sluice.ftpd.SimServer;
import dev.sluice.net.Network;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What is wrong with a server on purpose.
 *
 * @param network what is between it and its network
 * @param pool what is between it and its pool
 * @param server what it does at its start
 */
record Mutation(UnaryOperator<Network> network, UnaryOperator<Executor> pool, Consumer<SimServer> server) {

    /** Nothing. */
    static final Mutation NONE = new Mutation(network -> network, pool -> pool, server -> {});

    static Mutation ofNetwork(UnaryOperator<Network> network) {
        return new Mutation(network, pool -> pool, server -> {});
    }

    static Mutation ofPool(UnaryOperator<Executor> pool) {
        return new Mutation(network -> network, pool, server -> {});
    }

    static Mutation ofServer(Consumer<SimServer> server) {
        return new Mutation(network -> network, pool -> pool, server);
    }
}
