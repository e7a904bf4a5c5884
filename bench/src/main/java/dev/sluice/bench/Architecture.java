package dev.sluice.bench;

import dev.sluice.Sluice;
import dev.sluice.account.Rights;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** How a server is built; JMH takes the parameter by {@link #toString}'s opposite, so the names are as they are printed. */
enum Architecture {
    /** Ours: one thread and a selector. */
    REACTOR {
        @Override
        Running start(Path root) throws IOException {
            Sluice server = Sluice.builder(root).anonymous(Rights.WRITE).start();
            return new Running(server.ftpAddress(), server::close);
        }
    },
    /** The textbooks': a blocking thread for each client. */
    THREAD_PER_CLIENT {
        @Override
        Running start(Path root) throws IOException {
            ThreadPerClientServer server = ThreadPerClientServer.start(root);
            return new Running(server.address(), server::close);
        }
    };

    /** A server that runs until it is closed. */
    record Running(InetSocketAddress address, Closeable server) implements Closeable {
        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** Serves {@code root}, to be written to by anybody, on a free port of the loopback address. */
    abstract Running start(Path root) throws IOException;

    /** The architecture of that name: {@code reactor} or {@code thread-per-client}. */
    static Architecture named(String name) {
        return valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }
}
