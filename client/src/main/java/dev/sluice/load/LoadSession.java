package dev.sluice.load;

import dev.sluice.client.ControlChannel;
import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import dev.sluice.net.Connector;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One client under load: its control connection, and the one {@link Task} it is at. It says when it is free, and its owner then gives
 * it the next.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class LoadSession implements ControlChannel.Listener, Connector.Outcome {

    /** What the session is at. */
    private enum State {
        CLOSED,
        CONNECTION,
        LOGIN,
        FREE,
        NOOP,
        TRANSFER,
        GOODBYE
    }

    private final LoadLoop owner;
    private final int index;
    private final InetSocketAddress local;
    private final Stopwatch stopwatch;
    private final LoginDialogue login;
    private final LoadTransfer transfer;
    private State state = State.CLOSED;
    private ControlChannel control; // null while there is none
    private Task task = Task.NONE;
    private boolean settled;
    private long lastProgress;
    private long bytes;
    private long operations;
    private long uploads;

    LoadSession(LoadLoop owner, int index) {
        this.owner = owner;
        this.index = index;
        this.local = owner.plan().source(index);
        this.stopwatch = new Stopwatch(owner);
        this.login = new LoginDialogue(owner.plan(), this, stopwatch);
        this.transfer = new LoadTransfer(owner, this, stopwatch, local);
    }

    // ---- from the owner

    /** Connects and logs in; ends in {@link LoadLoop#free} or {@link LoadLoop#lost}. */
    void connect() {
        moveTo(State.CONNECTION);
        stopwatch.start();
        try {
            InetSocketAddress server = owner.plan().credentials().server();
            owner.network().connect(local, server, owner.plan().timeout().toNanos(), this);
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Begins {@code newTask}. The session is free, or it is closed and the task is to log in. */
    void begin(Task newTask) {
        task = newTask;
        progress();
        stopwatch.start();
        stopwatch.waited(newTask);
        try {
            if (task.workload() instanceof Workload.Login) {
                if (state == State.FREE) {
                    goodbye(); // then it begins
                } else {
                    connect();
                }
            } else if (task.workload() instanceof Workload.Noop) {
                state = State.NOOP;
                send("NOOP");
            } else {
                state = State.TRANSFER;
                transfer.begin(task);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Says goodbye if it is free and closes the connection if it is not; the owner is not told. */
    void end() {
        task = Task.NONE;
        transfer.close();
        if (state != State.FREE) {
            close();
            return;
        }
        try {
            goodbye();
        } catch (IOException e) {
            close();
        }
    }

    /** Fails if nothing has moved for {@code nanos} though something should. */
    void checkProgress(long nanos) {
        if (isBusy() && owner.loop().now() - lastProgress > nanos) {
            fail(Failure.of(Failure.Kind.TIMEOUT, pending()), "nothing came for " + nanos / 1_000_000 + " ms");
        }
    }

    boolean isOpen() {
        return control != null;
    }

    /** Whether the session waits for the server rather than for its owner. */
    private boolean isBusy() {
        return state != State.CLOSED && state != State.FREE;
    }

    /** Whether a task is under way. */
    boolean hasTask() {
        return !task.isNone();
    }

    /** True the first time that it is called. */
    boolean settle() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    /** Where this session uploads to next. */
    String uploadPath() {
        return owner.plan().uploadPath(index, uploads++);
    }

    /** How long the task has been under way, or overdue, in nanoseconds. */
    long taskNanos(long now) {
        return stopwatch.since(task, now);
    }

    long bytes() {
        return bytes;
    }

    long operations() {
        return operations;
    }

    /** Forgets what was counted in the warm-up. */
    void forget() {
        bytes = 0;
        operations = 0;
    }

    // ---- the control connection

    @Override
    public void connected(Transport transport) {
        if (state != State.CONNECTION) {
            transport.close();
            return;
        }
        stopwatch.lap(Phase.CONNECT);
        moveTo(State.LOGIN);
        login.begin();
        try {
            control = new ControlChannel(transport, owner.controlInput(), this);
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Sends a command. */
    void send(String line) throws IOException {
        progress();
        control.send(line);
    }

    /** The server's address, of a session that is open. */
    InetAddress server() {
        return control.remoteAddress().getAddress();
    }

    @Override
    public void received(Reply reply) throws IOException {
        progress();
        if (reply.code() == 421 && state != State.GOODBYE) {
            fail(Failure.of(pending(), reply), reply.text());
            return;
        }
        switch (state) {
            case LOGIN -> login.take(reply);
            case TRANSFER -> transfer.take(reply);
            case NOOP -> takeNoop(reply);
            case GOODBYE -> closed();
            case CLOSED, CONNECTION, FREE -> throw new ProtocolException("a reply that answers no command: " + reply);
        }
    }

    private void takeNoop(Reply reply) {
        if (reply.isCompletion()) {
            succeed();
        } else if (!reply.isPreliminary()) {
            refused(reply);
        }
    }

    /** The server does not let this session in. */
    void loginRefused(Reply reply) {
        fail(Failure.of(pending(), reply), reply.text());
    }

    void loggedIn() throws IOException {
        if (task.workload() instanceof Workload.Login) {
            goodbye();
        } else if (owner.plan().mix().hasTransfers()) {
            login.setType();
        } else {
            ready();
        }
    }

    /** The session waits for tasks. */
    void ready() {
        moveTo(State.FREE);
        owner.free(this);
    }

    private void goodbye() throws IOException {
        state = State.GOODBYE;
        send("QUIT");
    }

    @Override
    public void ended() throws IOException {
        if (state == State.GOODBYE) {
            closed();
        } else {
            ControlChannel.Listener.super.ended();
        }
    }

    /** The server has said goodbye, or closed the connection without. */
    private void closed() {
        boolean before = task.workload() instanceof Workload.Login && !stopwatch.hasLap(Phase.LOGIN);
        close();
        if (before) {
            connect(); // the session was in use for something else before
        } else if (hasTask()) {
            succeed();
        }
    }

    // ---- progress

    private void moveTo(State next) {
        state = next;
        progress();
    }

    void progress() {
        lastProgress = owner.loop().now();
    }

    /** So many bytes of the task's data have come or gone. */
    void moved(long count) {
        progress();
        if (owner.tally().isCounting()) {
            bytes += count;
        }
    }

    /** What a failure now is a failure of. */
    private String pending() {
        return switch (state) {
            case CONNECTION, CLOSED -> "connect";
            case LOGIN -> login.pending();
            case FREE -> "idle";
            case GOODBYE -> "QUIT";
            case NOOP -> task.verb();
            case TRANSFER -> transfer.pending();
        };
    }

    // ---- ends

    /** The task has ended well. */
    void succeed() {
        Task done = task;
        task = Task.NONE;
        operations += owner.tally().isCounting() ? 1 : 0;
        stopwatch.stop(done);
        finish(done);
    }

    void refused(Reply reply) {
        refused(Failure.of(task.verb(), reply), reply.text());
    }

    /** The task has failed; the session lives. */
    void refused(Failure failure, String message) {
        Task done = task;
        task = Task.NONE;
        owner.tally().failure(failure, message);
        finish(done);
    }

    private void finish(Task done) {
        state = control == null ? State.CLOSED : State.FREE;
        owner.finished(this, done);
    }

    @Override
    public void failed(IOException cause) {
        if (control == null) {
            fail(Failure.ofConnect(cause), String.valueOf(cause.getMessage()));
        } else {
            Failure.Kind kind = cause instanceof ProtocolException ? Failure.Kind.PROTOCOL : Failure.Kind.LOST;
            fail(Failure.of(kind, pending()), String.valueOf(cause.getMessage()));
        }
    }

    /** The session is lost, and the task with it. */
    private void fail(Failure failure, String message) {
        if (state == State.CLOSED) {
            return;
        }
        Task lost = task;
        task = Task.NONE;
        close();
        owner.tally().failure(failure, message);
        owner.lost(this, lost);
    }

    private void close() {
        state = State.CLOSED;
        transfer.close();
        if (control != null) {
            control.close();
            control = null;
        }
    }
}
