package dev.sluice.server;

import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.LogText;
import dev.sluice.ftp.Reply;
import dev.sluice.loop.Offload;
import dev.sluice.loop.Timer;
import dev.sluice.net.Transport;
import dev.sluice.server.Command.Refusal;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferOutcome;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Takes its commands one at a time and in order; while one waits for the pool or for its transfer, later lines wait in the
 * {@link Backlog}, except those that concern the transfer itself (ABOR, STAT).
 *
 * <p>Thread rule: the loop's thread only.
 */
final class FtpSession implements ControlConnection.Listener {

    private static final Logger log = LoggerFactory.getLogger(FtpSession.class);

    /**
     * How long a client may take to read our last words before the connection is closed all the same, and how long we work for one
     * that has closed its side.
     */
    private static final long FAREWELL_NANOS = Duration.ofSeconds(5).toNanos();

    private final ServerContext server;
    private final BiConsumer<FtpSession, String> ended;
    private final long id;
    private final ControlConnection control;
    private final Timer timer;
    private final SessionTransfers transfers;
    private final Backlog backlog = new Backlog();
    private final long connectedAt;
    private volatile ControlState state = ControlState.GREETING;
    private SessionParameters parameters = new SessionParameters();
    private Optional<Account> account = Optional.empty();
    private RootedPath directory = RootedPath.ROOT;
    private Optional<Reply> farewell = Optional.empty();
    private boolean resuming;
    private boolean waiting;
    private boolean inputEnded;
    private long loggedOutAt;
    private long activeAt;
    private int commands;
    private int loginFailures;

    /**
     * Takes over an accepted connection.
     *
     * @param ended told once of the end, and why
     */
    FtpSession(ServerContext server, long id, Transport transport, BiConsumer<FtpSession, String> ended)
            throws IOException {
        this.server = server;
        this.ended = ended;
        this.id = id;
        this.timer = server.loop().timer("session timeout", this::checkTimeout);
        this.transfers = new SessionTransfers(this, server);
        this.connectedAt = server.loop().now();
        this.loggedOutAt = connectedAt;
        this.activeAt = connectedAt;
        this.control = new ControlConnection(
                server.loop(), transport, server.controlInput(), server.config().maxLineBytes(), this);
    }

    /** Greets the client and waits for it to log in. */
    void greet() {
        become(ControlState.LOGIN);
        reply(220, server.greeting());
        timer.fireAfter(server.config().loginTimeout().toNanos());
    }

    // ---- commands ----

    @Override
    public void line(LineDecoder.Line line) {
        if (state.isOver()) {
            return;
        }
        boolean mustWait = state == ControlState.BUSY || !backlog.isEmpty() || control.isClogged();
        if (mustWait && !concernsRunningTransfer(line)) {
            backlog.add(line);
            control.pause(backlog.isFull());
        } else {
            execute(line);
        }
    }

    private boolean concernsRunningTransfer(LineDecoder.Line line) {
        if (transfers.running().isEmpty()) {
            return false;
        }
        CommandLine parsed = CommandLine.parse(line.text());
        return !parsed.hasArgument()
                && server.commands()
                        .find(parsed.verb())
                        .filter(Command::whileBusy)
                        .isPresent();
    }

    private void execute(LineDecoder.Line line) {
        activeAt = server.loop().now();
        commands++;
        if (log.isDebugEnabled()) {
            log.debug("Session {} < {}", id, CommandLine.parse(line.text()));
        }
        try {
            server.commands().dispatch(this, line);
        } catch (Refusal e) {
            reply(e.code(), e.getMessage());
        } catch (StorageException e) {
            refuse(e);
        }
    }

    /** The command that kept us busy is done: go on with what waits. */
    private void resume() {
        if (state == ControlState.BUSY) {
            becomeIdle();
        }
        if (farewell.isPresent()) {
            close(farewell.get());
        }
        if (resuming) {
            return;
        }
        resuming = true;
        while (!backlog.isEmpty() && state != ControlState.BUSY && !state.isOver() && !control.isClogged()) {
            execute(backlog.remove());
        }
        resuming = false;
        control.pause(backlog.isFull());
        endIfNothingFollows();
    }

    // ---- replies ----

    void reply(int code, String text) {
        reply(Reply.of(code, text));
    }

    void reply(Reply reply) {
        if (log.isDebugEnabled()) {
            log.debug("Session {} > {}", id, LogText.escape(reply.toString()));
        }
        control.send(reply);
    }

    /** Answers that the storage refused. */
    void refuse(StorageException e) {
        log.debug("Session {}: {}", id, e.getMessage(), e);
        reply(Replies.codeFor(e.reason()), e.getMessage());
    }

    // ---- work that may block ----

    /**
     * Runs {@code work} on the pool, and then {@code then} with its result on the loop. The session takes no other command meanwhile.
     */
    <T> void offload(Callable<T> work, Consumer<T> then) throws Refusal {
        try {
            server.offload().submit(work, new Offload.Outcome<T>() {
                @Override
                public void done(T value) {
                    if (state.isOver() && value instanceof Closeable unwanted) {
                        server.loop().close(unwanted);
                    }
                    finish(() -> then.accept(value));
                }

                @Override
                public void failed(Exception cause) {
                    finish(() -> refuse(asStorageException(cause)));
                }
            });
        } catch (RejectedExecutionException e) {
            throw new Refusal(450, "The server is busy; try again in a moment.");
        }
        become(ControlState.BUSY);
    }

    /** A call to the file store. */
    interface StorageCall<T> {
        T call() throws StorageException;
    }

    /**
     * Runs {@code work} here if the files are on the local system, where it takes microseconds and a hand-over would cost more, and
     * otherwise on the pool; and then {@code then} with its result, here.
     */
    <T> void onStorage(StorageCall<T> work, Consumer<T> then) throws StorageException, Refusal {
        if (server.store().isLocal()) {
            then.accept(work.call());
        } else {
            offload(work::call, then);
        }
    }

    /** Runs {@code then} here after {@code nanos}, unless the session is over by then. It takes no other command meanwhile. */
    void later(long nanos, Runnable then) {
        become(ControlState.BUSY);
        waiting = true;
        server.loop()
                .timer("wait of a session", () -> {
                    waiting = false;
                    finish(then);
                })
                .fireAfter(nanos);
    }

    private StorageException asStorageException(Exception cause) {
        if (!(cause instanceof IOException)) {
            log.error("Session {}: a job failed", id, cause);
        }
        return StorageException.of(directory, cause instanceof IOException e ? e : new IOException(cause));
    }

    private void finish(Runnable then) {
        if (state.isOver()) {
            return;
        }
        activeAt = server.loop().now();
        try {
            becomeIdle();
            then.run(); // which may begin a transfer
            if (state != ControlState.BUSY) {
                resume();
            }
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    // ---- transfers ----

    /**
     * Begins a transfer: says so, and starts it when its data connection is there.
     *
     * @param opening text of the 150 reply
     * @param make makes the transfer, given whom to tell of its end
     */
    void transfer(String opening, TransferLog.Subject subject, Function<Consumer<TransferOutcome>, Transfer> make) {
        become(ControlState.BUSY);
        timer.fireWithin(server.config().dataTimeout().toNanos());
        transfers.begin(opening, subject, make);
    }

    /** The transfer has ended and its replies are on their way: go on. */
    void transferDone() {
        activeAt = server.loop().now();
        resume();
    }

    // ---- the end ----

    /** Ends the session with {@code last}, at once or when the command under way is done. */
    void leave(Reply last) {
        if (state == ControlState.BUSY && !waiting) {
            backlog.clear();
            farewell = Optional.of(last);
        } else {
            close(last);
        }
    }

    private void close(Reply last) {
        if (!state.isOver()) {
            reply(last);
            become(ControlState.CLOSING);
            data().clear();
            timer.fireAfter(FAREWELL_NANOS);
        }
    }

    @Override
    public void flushed() {
        if (state != ControlState.CLOSING) {
            if (state != ControlState.BUSY && !backlog.isEmpty()) {
                resume();
            }
            return;
        }
        if (inputEnded) {
            end("disconnected");
            return;
        }
        try {
            control.endOutput();
        } catch (IOException e) {
            broken(e);
        }
    }

    @Override
    public void endOfInput() {
        inputEnded = true;
        activeAt = server.loop().now();
        transfers.clientGone();
        timer.fireWithin(FAREWELL_NANOS);
        endIfNothingFollows();
    }

    /** Whether there may be nobody left to hear the result of the work on the pool. */
    private boolean isPerhapsAbandoned() {
        return inputEnded && state == ControlState.BUSY && transfers.running().isEmpty();
    }

    /** A client that has closed its side, having said all it wanted to say, still gets every reply. */
    private void endIfNothingFollows() {
        if (inputEnded && state != ControlState.BUSY && backlog.isEmpty()) {
            if (!state.isOver()) {
                become(ControlState.CLOSING);
                timer.fireAfter(FAREWELL_NANOS);
            }
            control.flushLater();
        }
    }

    @Override
    public void broken(Exception cause) {
        if (cause instanceof IOException) {
            log.debug("Session {}: the control connection broke: {}", id, cause.toString());
        } else {
            log.error("Session {} failed", id, cause);
        }
        end("connection lost");
    }

    /** Ends the session here and now. Safe to call again. */
    void end(String why) {
        if (state == ControlState.CLOSED) {
            return;
        }
        become(ControlState.CLOSED);
        timer.cancel();
        control.close();
        transfers.end();
        ended.accept(this, why);
    }

    private void checkTimeout() {
        long now = server.loop().now();
        ServerConfig config = server.config();
        long left = switch (state) {
            case GREETING, LOGIN -> loggedOutAt + config.loginTimeout().toNanos() - now;
            case READY -> activeAt + config.idleTimeout().toNanos() - now;
            case BUSY -> isPerhapsAbandoned() ? activeAt + FAREWELL_NANOS - now : transfers.timeLeft(now);
            case CLOSING, CLOSED -> 0;
        };
        if (left > 0) {
            timer.fireAfter(left);
        } else if (isPerhapsAbandoned()) {
            end("disconnected in the middle of a command");
        } else if (state == ControlState.BUSY) {
            transfers.timeOut();
            timer.fireWithin(config.dataTimeout().toNanos());
        } else if (state.isOver()) {
            end("the client did not read our last reply");
        } else {
            Duration limit = state == ControlState.READY ? config.idleTimeout() : config.loginTimeout();
            close(Reply.of(421, "Nothing useful came for " + limit.toSeconds() + " s; closing the connection."));
        }
    }

    private void become(ControlState next) {
        state = state.to(next);
        if (state == ControlState.READY) {
            timer.fireWithin(server.config().idleTimeout().toNanos());
        }
    }

    private void becomeIdle() {
        become(account.isPresent() ? ControlState.READY : ControlState.LOGIN);
    }

    /** Bytes of replies that the client has not taken yet. */
    int unsent() {
        return control.unsent();
    }

    // ---- what commands see and set ----

    /** The client has proved to be {@code who}. */
    void logIn(Account who) {
        account = Optional.of(who);
        if (state == ControlState.LOGIN) {
            become(ControlState.READY);
        }
    }

    /** Counts a wrong password and returns how many there were. */
    int loginFailed() {
        return ++loginFailures;
    }

    /** Back to the state after the greeting; a transfer under way is not touched. */
    void logOut() {
        account = Optional.empty();
        parameters = new SessionParameters();
        directory = RootedPath.ROOT;
        data().clear();
        if (state == ControlState.READY) {
            become(ControlState.LOGIN);
            loggedOutAt = server.loop().now();
            timer.fireWithin(server.config().loginTimeout().toNanos());
        }
    }

    Optional<Account> account() {
        return account;
    }

    ServerContext server() {
        return server;
    }

    SessionParameters parameters() {
        return parameters;
    }

    SessionTransfers transfers() {
        return transfers;
    }

    DataRendezvous data() {
        return transfers.data();
    }

    RootedPath directory() {
        return directory;
    }

    void directory(RootedPath newDirectory) {
        directory = newDirectory;
    }

    /** The path that {@code argument} names, seen from the current directory. */
    RootedPath path(String argument) throws StorageException {
        return directory.resolve(argument);
    }

    InetSocketAddress peer() {
        return control.transport().remoteAddress();
    }

    InetSocketAddress localAddress() {
        return control.transport().localAddress();
    }

    /** Whether the session is gone; any thread may ask, to save itself work that nobody waits for. */
    boolean hasEnded() {
        return state == ControlState.CLOSED;
    }

    /** Whether the session takes no more commands. */
    boolean isOver() {
        return state.isOver();
    }

    long id() {
        return id;
    }

    long connectedAt() {
        return connectedAt;
    }

    int commandCount() {
        return commands;
    }

    /** Who this is, for logs and for others who meet the session's uploads. */
    String who() {
        return account.map(known -> LogText.escape(known.name())).orElse("nobody") + "@"
                + peer().getAddress().getHostAddress();
    }
}
