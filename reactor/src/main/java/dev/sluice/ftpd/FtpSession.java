package dev.sluice.ftpd;

import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.LogText;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Failure;
import dev.sluice.loop.Offload;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Transport;
import dev.sluice.server.Admitted;
import dev.sluice.server.Client;
import dev.sluice.server.Jobs;
import dev.sluice.server.Login;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferResources;
import dev.sluice.transfer.TransferSubject;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its state, its replies and its end. {@link CommandPump} takes up its commands, {@link Jobs} does what may block,
 * {@link SessionTransfers} moves its data, {@link Deadlines} ends what lasts too long, {@link SessionUser} knows who it is.
 *
 * <p>What goes wrong in any of it ends this session, and nothing else.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class FtpSession implements Jobs.Owner {

    private static final Logger log = LoggerFactory.getLogger(FtpSession.class);

    private final FtpService service;
    private final EventLoop loop;
    private final long id;
    private final ControlConnection control;
    private final Admitted admitted;
    private final SessionTransfers transfers;
    private final Jobs jobs;
    private final CommandPump pump;
    private final Parting parting;
    private final Deadlines deadlines;
    private final SessionUser user;
    private final long connectedAt;
    private volatile ControlState state = ControlState.GREETING;
    private SessionParameters parameters = new SessionParameters();
    private int commands;

    /** Takes over a client that was let in. */
    FtpSession(FtpService service, long id, Admitted admitted) throws IOException {
        this.service = service;
        this.loop = service.services().loop();
        this.id = id;
        this.admitted = admitted;
        this.connectedAt = loop.now();
        this.user = new SessionUser(
                service.served(), admitted.connection().remoteAddress().getAddress());
        this.deadlines = new Deadlines(this, loop, service.settings());
        this.transfers = new SessionTransfers(this, service);
        this.jobs = new Jobs(
                this,
                service.services(),
                service.served().longJobs(),
                service.settings().dataTimeout());
        this.pump = new CommandPump(this, service, admitted);
        this.control = pump.control();
        this.parting = new Parting(this, control);
    }

    /** Greets the client and waits for it to log in. */
    void greet() {
        become(ControlState.LOGIN);
        reply(220, service.greeting());
    }

    // ---- commands ----

    /** Carries out one line. */
    void execute(LineDecoder.Line line) {
        deadlines.active();
        commands++;
        if (log.isDebugEnabled()) {
            log.debug("{} < {}", this, CommandLine.parse(line.text()));
        }
        try {
            service.commands().dispatch(this, line);
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
            log.debug("{} > {}", this, LogText.escape(reply.toString()));
        }
        control.send(reply);
    }

    /** Answers that the storage refused. */
    @Override
    public void refuse(IOException cause) {
        StorageException e = StorageException.of(directory(), cause);
        if (log.isDebugEnabled()) {
            log.debug("{}: {}", this, LogText.escape(e.getMessage()), e.getCause());
        }
        reply(Replies.ofRefusal(e, client().isGuest()));
    }

    // ---- what takes longer ----

    /** Makes a call to the store about {@code path}, and then runs {@code then} with its result. */
    <T> void onStorage(RootedPath path, Jobs.StorageCall<T> call, Consumer<T> then) throws StorageException {
        jobs.onStorage(store(), path, call, then);
    }

    /** Does {@code work}, which may take seconds, elsewhere, and then runs {@code then} with its result. */
    <T> void runLong(Callable<T> work, Consumer<T> then) throws StorageException {
        jobs.runLong(work, then);
    }

    /** The same for work that takes seconds or minutes. */
    <T> void runLong(Offload.Steps<T> work, Consumer<T> then) throws StorageException {
        jobs.runLong(work, then);
    }

    @Override
    public void working() {
        become(ControlState.WORKING);
    }

    @Override
    public void resume(Runnable then) {
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
     */
    void transfer(String opening, TransferSubject subject, Transfer transfer) {
        become(ControlState.TRANSFERRING);
        transfers.begin(opening, subject, transfer);
        if (parting.hasInputEnded()) {
            transfers.clientGone(); // It went while its command waited for the disk, or for others.
        }
        if (state == ControlState.TRANSFERRING) {
            deadlines.watch();
        }
    }

    /** The command under way is done, and its replies are on their way: go on, when this handler has returned. */
    void done() {
        deadlines.active();
        become(user.isLoggedIn() ? ControlState.READY : ControlState.LOGIN);
        pump.later();
    }

    // ---- the end ----

    /** Ends the session with {@code last}, at once or when the command under way is done. */
    void leave(Reply last) {
        if (state == ControlState.TRANSFERRING || (state == ControlState.WORKING && !jobs.isDelay())) {
            pump.clear();
            parting.later(last);
        } else {
            parting.now(last);
        }
    }

    Parting parting() {
        return parting;
    }

    /** Takes no more commands, and goes when its output is written. */
    void closing() {
        if (!state.isOver()) {
            deadlines.active();
            become(ControlState.CLOSING);
            data().clear();
        }
    }

    /** The client has ended its side. */
    void endOfInput() {
        parting.inputEnded();
        deadlines.active();
        transfers.clientGone();
        deadlines.watch();
        parting.ifNothingFollows(pump.isEmpty());
    }

    /** The control connection broke, or something here did. */
    void broken(Exception cause) {
        if (cause instanceof IOException) {
            log.debug("{}: the control connection broke: {}", this, cause.toString());
        } else {
            log.error("{} failed", this, cause);
        }
        end("connection lost");
    }

    /** Ends the session here and now. Safe to call again. */
    void end(String why) {
        if (state == ControlState.CLOSED) {
            return;
        }
        become(ControlState.CLOSED);
        deadlines.cancel();
        control.close();
        jobs.cancel();
        transfers.end();
        String who = who();
        user.logOut();
        admitted.close();
        service.ended(this, who, why);
    }

    private void become(ControlState next) {
        state = state.to(next);
        if (state != ControlState.CLOSED) {
            deadlines.watch();
        }
    }

    // ---- what commands see and set ----

    /** The client has proved who it is. */
    void logIn(Login login) {
        user.logIn(login);
        if (state == ControlState.LOGIN) {
            become(ControlState.READY);
        }
    }

    /** Back to the state after the greeting: somebody has to log in. */
    void logOut() {
        user.logOut();
        parameters = new SessionParameters();
        data().clear();
        if (state == ControlState.READY) {
            deadlines.loggedOut();
            become(ControlState.LOGIN);
        }
    }

    SessionUser user() {
        return user;
    }

    /** Who this is now. */
    Client client() {
        return user.client();
    }

    /** The files, as this client sees them. */
    Storage store() {
        return user.store();
    }

    /** What this session shares with others. */
    FtpService service() {
        return service;
    }

    FtpSettings settings() {
        return service.settings();
    }

    EventLoop loop() {
        return loop;
    }

    /** What transfers share. */
    TransferResources resources() {
        return service.services().transfers();
    }

    /** A port to which this client, and nobody else, may connect once; empty when there is none to spare. */
    Optional<PassivePort.Lease> leasePort(Consumer<Transport> target) {
        return service.passivePorts().lease(address(), target);
    }

    SessionParameters parameters() {
        return parameters;
    }

    SessionTransfers transfers() {
        return transfers;
    }

    /** Work of this session that may block, or wait. */
    Jobs jobs() {
        return jobs;
    }

    DataRendezvous data() {
        return transfers.data();
    }

    /** What the session borrows from the memory of all. */
    MemoryBudget.Account memory() {
        return admitted.memory();
    }

    RootedPath directory() {
        return parameters.directory();
    }

    /** The path that {@code argument} names, seen from the current directory. */
    RootedPath path(String argument) throws StorageException {
        return directory().resolve(argument);
    }

    @Override
    public InetAddress address() {
        return control.transport().remoteAddress().getAddress();
    }

    InetAddress localAddress() {
        return control.transport().localAddress().getAddress();
    }

    /** Whether the session is gone; any thread may ask, to save itself work that nobody waits for. */
    boolean hasEnded() {
        return state == ControlState.CLOSED;
    }

    ControlState state() {
        return state;
    }

    @Override
    public boolean isOver() {
        return state.isOver();
    }

    long connectedAt() {
        return connectedAt;
    }

    int commandCount() {
        return commands;
    }

    /** Bytes of replies that the client has not taken yet. */
    int unsent() {
        return control.unsent();
    }

    /** Who this is, for logs and for others who meet the session's uploads. */
    String who() {
        return client().who();
    }

    /** As logs name it. */
    @Override
    public String toString() {
        return "Session " + id;
    }
}
