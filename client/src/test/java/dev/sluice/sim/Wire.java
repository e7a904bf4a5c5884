package dev.sluice.sim;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What connects the machines: who listens where, and how a connection is made. */
final class Wire {

    static final int CONTROL_PORT = 21;
    private static final int FIRST_EPHEMERAL = 32_768;
    private static final int EPHEMERAL = 28_000;

    private final World world;
    private final Weather weather;
    private final Map<InetSocketAddress, SimAcceptor> listeners = new LinkedHashMap<>();
    private int nextPort;

    Wire(World world, Weather weather) {
        this.world = world;
        this.weather = weather;
        this.nextPort = world.below(EPHEMERAL);
    }

    static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    Weather weather() {
        return weather;
    }

    /** An address with a port of its own where it has none. */
    InetSocketAddress withPort(InetSocketAddress address) {
        return address.getPort() != 0
                ? address
                : new InetSocketAddress(address.getAddress(), FIRST_EPHEMERAL + nextPort++ % EPHEMERAL);
    }

    void requireDescriptor() throws IOException {
        if (world.chance(weather.noDescriptors())) {
            throw new IOException("Too many open files");
        }
    }

    void bind(InetSocketAddress address, SimAcceptor acceptor) throws BindException {
        if (listeners.putIfAbsent(address, acceptor) != null) {
            throw new BindException("Address already in use");
        }
    }

    void unbind(InetSocketAddress address) {
        listeners.remove(address);
    }

    /** A machine wants a connection; the answer comes later, or never. */
    void connect(SimConnector connector) {
        if (!world.chance(weather.unanswered())) {
            world.after(world.around(weather.latency()), () -> knock(connector));
        }
    }

    private void knock(SimConnector connector) {
        SimAcceptor acceptor = listeners.get(connector.remote());
        if (!connector.isOpen()) {
            return;
        }
        if (acceptor == null || !acceptor.hasRoom() || world.chance(weather.refused())) {
            answer(() -> connector.refused(new ConnectException("Connection refused")));
            return;
        }
        Stream there = new Stream(world, weather);
        Stream back = new Stream(world, weather);
        InetSocketAddress local = connector.local();
        InetSocketAddress remote = connector.remote();
        SimSocket server = new SimSocket(acceptor.machine(), weather, remote, local, there, back);
        SimSocket client = new SimSocket(connector.machine(), weather, local, remote, back, there);
        there.connect(client, server);
        back.connect(server, client);
        server.connect(client);
        client.connect(server);
        acceptor.arrived(server);
        answer(() -> connector.established(client));
    }

    private void answer(Runnable arrival) {
        world.after(world.around(weather.latency()), arrival);
    }
}
