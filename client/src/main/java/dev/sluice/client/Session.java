package dev.sluice.client;

import dev.sluice.client.SessionListener.Phase;
import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Timer;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The control connection of one client: NEW → CONNECTED → CLOSED, and a queue of {@link Operation}s of which the first
 * runs. Whatever ends the connection ends all of them.
 *
 * <p>One lazy timer watches for progress: replies and data store a timestamp, and only an operation that shows neither for
 * the stall timeout meets it.
 *
 * <p>Thread rule: the loop's thread only, but for {@link #submit} and {@link #abandon}.
 */
final class Session implements ControlChannel.Listener {

    private static final int REPLIES_PER_OPERATION = 64;

    private final ClientLoop shared;
    private final EventLoop loop;
    private final ClientOptions options;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ArrayDeque<Operation<?>> waiting = new ArrayDeque<>();
    private final Pump pump;
    private final Timer stall;
    private ControlChannel control; // null until connected
    private Operation<?> running; // null while at rest
    private IOException end; // why the session is over, null while it is not
    private long lastProgress;
    private int repliesLeft;

    /** The type the server was last told, see {@link TransferType}; a new session is in ASCII (RFC 959 §5.1). */
    TransferType type = TransferType.ASCII;

    /** Verbs for which there is another way, and which the server has refused. */
    final Set<String> unsupported = new HashSet<>(0);

    /** How to ask for a port. */
    final PassiveMode passive = new PassiveMode();

    Session(ClientLoop shared, ClientOptions options) {
        this.shared = shared;
        this.loop = shared.loop();
        this.options = options;
        this.pump = new Pump(loop, this::startNext);
        this.stall = loop.timer("client stall", this::checkStall);
    }

    // ---- operations

    /** Queues an operation. Any thread; it begins when the handler that asks for it has returned. */
    <T> CompletableFuture<T> submit(Operation<T> operation) {
        if (!shared.execute(() -> enqueue(operation))) {
            operation.refuse(ClientLoop.closedLoop());
        }
        return operation;
    }

    private void enqueue(Operation<?> operation) {
        if (operation.isDone()) {
            operation.release();
            return;
        }
        if (end == null && waiting.size() - (running == null ? 1 : 0) >= options.maxQueued()) {
            IOException full = new IOException(
                    operation.name() + ": " + options.maxQueued() + " operations wait already; wait for some of them");
            loop.defer(() -> operation.refuse(full));
            return;
        }
        waiting.add(operation);
        pump.ask();
    }

    private void startNext() {
        if (running != null || waiting.isEmpty()) {
            return;
        }
        Operation<?> next = waiting.poll();
        running = next;
        repliesLeft = REPLIES_PER_OPERATION;
        if (end != null) {
            next.fail(new IOException(next.name() + ": not connected: " + end.getMessage(), end));
            return;
        }
        progress();
        stall.fireWithin(options.stallTimeout().toNanos());
        run(next, next::start);
    }

    /** The running operation is over: {@code completion} tells its caller, then the next one begins. */
    void ended(Operation<?> operation, Runnable completion) {
        if (running == operation) {
            running = null;
        }
        loop.defer(completion);
        pump.ask();
    }

    /** What a running operation does when something has happened. */
    interface Step {
        void run() throws IOException;
    }

    /** The one boundary: what an operation throws fails it, and a bug ends the session, as nobody knows what was sent then. */
    void run(Operation<?> operation, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            operation.fail(e);
        } catch (RuntimeException e) {
            close(new IOException("internal error: " + e, e));
        }
    }

    /** The caller of {@code operation} waits for it no longer. Any thread. */
    void abandon(Operation<?> operation) {
        shared.execute(() -> {
            if (waiting.remove(operation)) {
                operation.release();
            } else {
                loop.defer(() -> {
                    if (running == operation) {
                        run(operation, operation::abandon);
                    }
                });
            }
        });
    }

    void abortRunning() {
        if (running != null) {
            running.cancel(true);
        }
    }

    // ---- the connection

    /** Takes over the control connection; the greeting is about to arrive. */
    void connected(Transport newTransport) throws IOException {
        if (end != null) {
            newTransport.close();
            return;
        }
        control = new ControlChannel(newTransport, shared.controlInput(), this);
        phase(Phase.CONNECTED);
    }

    boolean isConnected() {
        return control != null && end == null;
    }

    InetSocketAddress remoteAddress() {
        return control.remoteAddress();
    }

    InetSocketAddress localAddress() {
        return control.localAddress();
    }

    /** Sends one command line; what does not fit goes when the socket has room. */
    void send(String line) throws IOException {
        if (control == null) {
            throw new IOException("not connected; connect first");
        }
        options.listener().sent(masked(line));
        progress();
        control.send(line);
    }

    @Override
    public void received(Reply reply) throws IOException {
        progress();
        options.listener().received(reply);
        take(reply);
    }

    private void take(Reply reply) throws IOException {
        if (running == null || --repliesLeft < 0) {
            throw reply.code() == 421
                    ? new ReplyException("connection", reply)
                    : new ProtocolException("a reply that answers no command: " + reply);
        }
        Operation<?> operation = running;
        run(operation, () -> operation.reply(reply));
        if (reply.code() == 421) {
            throw new ReplyException("connection", reply);
        }
    }

    @Override
    public void failed(IOException cause) {
        close(cause);
    }

    /** Ends the session: the connection is closed, and every operation fails for this cause. Safe to call again. */
    void close(IOException cause) {
        if (end != null) {
            return;
        }
        end = cause;
        stall.cancel();
        if (control != null) {
            control.close();
        }
        if (running != null) {
            running.fail(cause);
        }
        pump.ask();
        shared.closed(this);
        closed.complete(null);
    }

    /** Completes on the loop when the session has ended. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    // ---- progress

    /** Something moved. */
    void progress() {
        lastProgress = loop.now();
    }

    private void checkStall() {
        if (running == null) {
            return;
        }
        long timeout = options.stallTimeout().toNanos();
        long idle = loop.now() - lastProgress;
        if (idle >= timeout) {
            String name = running.name();
            close(new SocketTimeoutException(
                    name + ": nothing came for " + options.stallTimeout().toSeconds() + " s"));
        } else {
            stall.fireAfter(timeout - idle);
        }
    }

    void phase(Phase phase) {
        options.listener().phase(phase, loop.ticker().nanos());
    }

    ClientLoop shared() {
        return shared;
    }

    ClientOptions options() {
        return options;
    }

    /** The command line as it may be shown. */
    static String masked(String line) {
        return CommandLine.parse(line).toString();
    }
}
