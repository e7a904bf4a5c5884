package dev.sluice.sim;

import dev.sluice.net.Acceptor;
import dev.sluice.net.Connector;
import dev.sluice.net.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The simulated wire, as the programs of one machine see it. */
final class SimNetwork implements Network {

    private final Machine machine;
    private final Wire wire;
    private final InetAddress usual;

    /** @param usual the address of who wishes for none in particular */
    SimNetwork(Machine machine, Wire wire, InetAddress usual) {
        this.machine = machine;
        this.wire = wire;
        this.usual = usual;
    }

    @Override
    public Acceptor listen(InetSocketAddress address, int backlog, Acceptor.Target target) throws IOException {
        machine.loop().assertOnLoop();
        if (address.getPort() != Wire.CONTROL_PORT) {
            wire.requireDescriptor();
        }
        return new SimAcceptor(machine, wire, wire.withPort(address), backlog, target);
    }

    @Override
    public Connector connect(
            InetSocketAddress local, InetSocketAddress remote, long timeoutNanos, Connector.Outcome outcome)
            throws IOException {
        machine.loop().assertOnLoop();
        wire.requireDescriptor();
        InetAddress from = local.getAddress().isAnyLocalAddress() ? usual : local.getAddress();
        SimConnector connector = new SimConnector(
                machine, wire.withPort(new InetSocketAddress(from, local.getPort())), remote, timeoutNanos, outcome);
        wire.connect(connector);
        return connector;
    }
}
