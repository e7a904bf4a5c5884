package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The FTP server of the textbooks: a thread for each client, which blocks on whatever that client does. It knows only what the
 * benchmarks use, but does that as well as blocking code can: {@code transferTo} for binary downloads, large direct buffers for
 * uploads, TCP_NODELAY, no locks, no log.
 */
public final class ThreadPerClientServer implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final Path root;
    private final ServerSocketChannel listener;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

    private ThreadPerClientServer(Path root, ServerSocketChannel listener) {
        this.root = root;
        this.listener = listener;
    }

    /** Serves {@code root} on a free port of the loopback address. */
    public static ThreadPerClientServer start(Path root) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        ThreadPerClientServer server = new ThreadPerClientServer(root, listener);
        daemon(server::accept, "thread-per-client-acceptor");
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                clients.add(client);
                daemon(() -> serve(client), "thread-per-client");
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot accept", e);
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            client.socket().setTcpNoDelay(true);
            BufferedReader in = new BufferedReader(Channels.newReader(client, UTF_8));
            Writer out = Channels.newWriter(client, UTF_8);
            new BlockingSession(root, client, out).run(in);
        } catch (IOException e) {
            // The client has gone, and with it the reason for this thread.
        } finally {
            clients.remove(client);
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel client : clients) {
            client.close();
        }
    }
}
