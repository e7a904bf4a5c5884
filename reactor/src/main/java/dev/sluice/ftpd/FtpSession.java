package dev.sluice.ftpd;

import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.LogText;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.loop.Failure;
import dev.sluice.loop.Timer;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Transport;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferOutcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its state, its replies, its deadlines and its end. {@link CommandPump} takes up its commands, {@link SessionJobs} does
 * what may block, {@link SessionTransfers} moves its data.
 *
 * <p>What goes wrong in any of it ends this session, and nothing else.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class FtpSession implements ControlConnection.Listener {

    private static final Logger log = LoggerFactory.getLogger(FtpSession.class);

    /**
     * How long a client may take to read our last words before the connection is closed all the same, and how long we work for one
     * that has closed its side.
     */
    static final long FAREWELL_NANOS = Duration.ofSeconds(5).toNanos();

    private static final int QUIT = 221;

    private final ServerContext server;
    private final BiConsumer<FtpSession, String> ended;
    private final long id;
    private final ControlConnection control;
    private final MemoryBudget.Account memory;
    private final Timer timer;
    private final SessionTransfers transfers;
    private final SessionJobs jobs;
    private final CommandPump pump;
    private final long connectedAt;
    private volatile ControlState state = ControlState.GREETING;
    private SessionParameters parameters = new SessionParameters();
    private Optional<Account> account = Optional.empty();
    private RootedPath directory = RootedPath.ROOT;
    private Optional<Reply> farewell = Optional.empty();
    private boolean inputEnded;
    private String parting = "disconnected";
    private long loggedOutAt;
    private long activeAt;
    private int commands;
    private int loginFailures;

    /**
     * Takes over an accepted connection.
     *
     * @param memory what the session borrows; closed at its end
     * @param ended told once of the end, and why
     */
    FtpSession(
            ServerContext server,
            long id,
            Transport transport,
            MemoryBudget.Account memory,
            BiConsumer<FtpSession, String> ended)
            throws IOException {
        this.server = server;
        this.ended = ended;
        this.id = id;
        this.memory = memory;
        this.timer = server.loop().timer("session timeout", () -> guard(this::checkDeadline));
        this.transfers = new SessionTransfers(this, server);
        this.jobs = new SessionJobs(this, server);
        this.connectedAt = server.loop().now();
        this.loggedOutAt = connectedAt;
        this.activeAt = connectedAt;
        this.control = new ControlConnection(
                server.loop(), transport, server.controlInput(), server.config().maxLineBytes(), memory, this);
        this.pump = new CommandPump(this, server, control);
    }

    /** Greets the client and waits for it to log in. */
    void greet() {
        become(ControlState.LOGIN);
        reply(220, server.greeting());
    }

    // ---- commands ----

    /** Carries out the lines that are there, until one makes the others wait or there are none. */
    @Override
    public void pump() {
        pump.run();
    }

    /** Carries out one line. */
    void execute(LineDecoder.Line line) {
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

    /** The one boundary for what is not called by the connection itself, which has its own. */
    void guard(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            broken(Failure.survivable(e));
        }
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
        if (log.isDebugEnabled()) {
            log.debug("Session {}: {}", id, LogText.escape(e.getMessage()), e.getCause());
        }
        // The message tells who is at a file, and guests need not learn whom there is.
        boolean guest = account.filter(Account::isAnonymous).isPresent();
        String text = guest && e.reason() == StorageException.Reason.BUSY
                ? "Another client is at it just now; try again later."
                : e.getMessage();
        reply(Replies.codeFor(e.reason()), text);
    }

    // ---- what takes longer ----

    /** The command goes on elsewhere; no other is taken meanwhile. */
    void working() {
        become(ControlState.WORKING);
    }

    /** What the command waited for is here: {@code then} ends it, or begins a transfer. */
    void resume(Runnable then) {
        if (state.isOver()) {
            return;
        }
        guard(() -> {
            done();
            then.run();
        });
    }

    /**
     * Begins a transfer: says so, and starts it when its data connection is there.
     *
     * @param opening text of the 150 reply
     * @param make makes the transfer, given whom to tell of its end
     */
    void transfer(String opening, TransferLog.Subject subject, Function<Consumer<TransferOutcome>, Transfer> make) {
        become(ControlState.TRANSFERRING);
        transfers.begin(opening, subject, make);
        if (inputEnded) {
            transfers.clientGone(); // It went while its command waited for the disk, or for others.
        }
        if (state == ControlState.TRANSFERRING) {
            timer.fireWithin(timeLeft());
        }
    }

    /** The command under way is done, and its replies are on their way: go on, when this handler has returned. */
    void done() {
        activeAt = server.loop().now();
        become(account.isPresent() ? ControlState.READY : ControlState.LOGIN);
        pump.later();
    }

    // ---- the end ----

    /** Ends the session with {@code last}, at once or when the command under way is done. */
    void leave(Reply last) {
        if (state == ControlState.TRANSFERRING || (state == ControlState.WORKING && !jobs.isDelay())) {
            pump.clear();
            farewell = Optional.of(last);
        } else {
            close(last);
        }
    }

    /** Ends the session now that the command under way is done, if it was to end then. */
    void leaveIfAsked() {
        if (!state.isBusy() && farewell.isPresent()) {
            close(farewell.get());
        }
    }

    private void close(Reply last) {
        if (!state.isOver()) {
            parting = last.code() == QUIT ? "quit" : last.text();
            reply(last);
            activeAt = server.loop().now();
            become(ControlState.CLOSING);
            data().clear();
        }
    }

    @Override
    public void flushed() {
        if (state != ControlState.CLOSING) {
            pump.flushed();
            return;
        }
        if (inputEnded) {
            end(parting);
            return;
        }
        try {
            control.endOutput();
        } catch (IOException e) {
            broken(e);
        }
    }

    @Override
    public boolean isFull() {
        return pump.isFull();
    }

    @Override
    public boolean isStranger() {
        return account.isEmpty();
    }

    @Override
    public int heldBytes() {
        return pump.bytes();
    }

    @Override
    public void outOfMemory() {
        log.info("Session {}: ended, for want of memory for its input and output", id);
        end("short of memory");
    }

    @Override
    public void endOfInput() {
        inputEnded = true;
        activeAt = server.loop().now();
        transfers.clientGone();
        timer.fireWithin(FAREWELL_NANOS);
        endIfNothingFollows();
    }

    /** A client that has closed its side, having said all it wanted to say, still gets every reply. */
    void endIfNothingFollows() {
        if (inputEnded && !state.isBusy() && pump.isEmpty()) {
            if (!state.isOver()) {
                become(ControlState.CLOSING);
            }
            control.settleLater();
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
        jobs.cancel();
        transfers.end();
        ended.accept(this, why);
    }

    // ---- deadlines ----

    private void become(ControlState next) {
        state = state.to(next);
        if (state != ControlState.CLOSED) {
            timer.fireWithin(timeLeft());
        }
    }

    /** Nanoseconds until the state has lasted for too long. */
    private long timeLeft() {
        long now = server.loop().now();
        ServerConfig config = server.config();
        return switch (state) {
            case GREETING, LOGIN -> loggedOutAt + config.loginTimeout().toNanos() - now;
            case READY -> activeAt + config.idleTimeout().toNanos() - now;
            case WORKING -> inputEnded ? activeAt + FAREWELL_NANOS - now : jobs.timeLeft(now);
            case TRANSFERRING -> transfers.timeLeft(now);
            case CLOSING -> activeAt + FAREWELL_NANOS - now;
            case CLOSED -> Long.MAX_VALUE;
        };
    }

    private void checkDeadline() {
        if (timeLeft() <= 0) {
            expire();
        }
        if (state != ControlState.CLOSED) {
            timer.fireWithin(timeLeft());
        }
    }

    private void expire() {
        switch (state) {
            case GREETING, LOGIN -> closeIdle(server.config().loginTimeout());
            case READY -> closeIdle(server.config().idleTimeout());
            case WORKING -> {
                if (inputEnded) {
                    end("disconnected in the middle of a command");
                } else if (jobs.timeOut()) {
                    closeHanging();
                }
            }
            case TRANSFERRING -> {
                if (transfers.timeOut()) {
                    closeHanging();
                }
            }
            case CLOSING -> end("the client did not read our last reply");
            case CLOSED -> {}
        }
    }

    private void closeHanging() {
        close(Reply.of(
                421, "The command does not come back: the server waits for its disk in vain. Closing the connection."));
    }

    private void closeIdle(Duration limit) {
        close(Reply.of(421, "Nothing useful came for " + limit.toSeconds() + " s; closing the connection."));
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

    /** Back to the state after the greeting: who USER names has to log in. */
    void logOut() {
        account = Optional.empty();
        parameters = new SessionParameters();
        directory = RootedPath.ROOT;
        data().clear();
        if (state == ControlState.READY) {
            loggedOutAt = server.loop().now();
            become(ControlState.LOGIN);
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

    /** Work of this session that may block, or wait. */
    SessionJobs jobs() {
        return jobs;
    }

    DataRendezvous data() {
        return transfers.data();
    }

    /** What the session borrows from the memory of all. */
    MemoryBudget.Account memory() {
        return memory;
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

    ControlState state() {
        return state;
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
