package dev.sluice.sim;

import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.Acceptor;
import dev.sluice.net.Connector;
import dev.sluice.net.Network;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A network that makes a correct server wrong: what its connections do is not what they were told to. */
final class BrokenNetwork implements Network {

    private static final int EVERY = 4;

    private final Network network;
    private final Fault fault;
    private int count;

    /** What is wrong. */
    enum Fault {
        /** Some replies are never sent. */
        REPLY_SWALLOWED,
        /** Some bytes of data are sent twice. */
        BYTE_DOUBLED,
        /** Some data connections are never closed. */
        CONNECTION_KEPT
    }

    BrokenNetwork(Network network, Fault fault) {
        this.network = network;
        this.fault = fault;
    }

    @Override
    public Acceptor listen(InetSocketAddress address, int backlog, Acceptor.Target target) throws IOException {
        boolean control = address.getPort() == Wire.CONTROL_PORT;
        return network.listen(address, backlog, new Acceptor.Target() {
            @Override
            public void accepted(Transport connection) throws IOException {
                target.accepted(new Broken(connection, control));
            }

            @Override
            public boolean expectsMore() {
                return target.expectsMore();
            }
        });
    }

    @Override
    public Connector connect(
            InetSocketAddress local, InetSocketAddress remote, long timeoutNanos, Connector.Outcome outcome)
            throws IOException {
        return network.connect(local, remote, timeoutNanos, new Connector.Outcome() {
            @Override
            public void connected(Transport connection) {
                outcome.connected(new Broken(connection, false));
            }

            @Override
            public void failed(IOException cause) {
                outcome.failed(cause);
            }
        });
    }

    private boolean strikes(Fault kind) {
        return fault == kind && ++count % EVERY == 0;
    }

    private final class Broken implements Transport {
        private final Transport transport;
        private final boolean control;

        Broken(Transport transport, boolean control) {
            this.transport = transport;
            this.control = control;
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            int size = src.remaining();
            if (control && strikes(Fault.REPLY_SWALLOWED) && src.get(src.limit() - 1) == '\n') {
                src.position(src.limit());
                return size;
            }
            int written = transport.write(src);
            if (!control && written > 1 && strikes(Fault.BYTE_DOUBLED)) {
                src.position(src.position() - 1);
                return written - 1;
            }
            return written;
        }

        @Override
        public long transferFrom(FileChannel file, long position, long count) throws IOException {
            long sent = transport.transferFrom(file, position, count);
            return sent > 1 && strikes(Fault.BYTE_DOUBLED) ? sent - 1 : sent;
        }

        @Override
        public void close() {
            if (control || !isOpen() || !strikes(Fault.CONNECTION_KEPT)) {
                transport.close();
            }
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return transport.read(dst);
        }

        @Override
        public boolean isFlushed() {
            return transport.isFlushed();
        }

        @Override
        public boolean canTransfer() {
            return transport.canTransfer();
        }

        @Override
        public void handler(ReadyHandler handler) {
            transport.handler(handler);
        }

        @Override
        public void want(int ops) throws IOException {
            transport.want(ops);
        }

        @Override
        public void interactive() throws IOException {
            transport.interactive();
        }

        @Override
        public void finish(Runnable done) throws IOException {
            transport.finish(done);
        }

        @Override
        public void abort() {
            transport.abort();
        }

        @Override
        public boolean isOpen() {
            return transport.isOpen();
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return transport.remoteAddress();
        }

        @Override
        public InetSocketAddress localAddress() {
            return transport.localAddress();
        }
    }
}
