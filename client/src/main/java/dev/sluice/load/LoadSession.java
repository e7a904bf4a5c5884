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
    private final SessionMeter meter;
    private final LoginDialogue login;
    private final LoadTransfer transfer;
    private State state = State.CLOSED;
    private ControlChannel control; // null while there is none
    private Task task = Task.NONE;
    private long lastProgress;
    private long uploads;

    LoadSession(LoadLoop owner, int index) {
        this.owner = owner;
        this.index = index;
        this.local = owner.plan().source(index);
        this.meter = new SessionMeter(owner);
        this.login = new LoginDialogue(owner.plan(), this, meter);
        this.transfer = new LoadTransfer(owner, this, meter, local);
    }

    // ---- from the owner

    /** Connects and logs in; ends in {@link LoadLoop#free} or {@link LoadLoop#lost}. */
    void connect() {
        state = State.CONNECTION;
        progress();
        meter.start();
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
        meter.start();
        meter.waited(newTask);
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
        try {
            if (state == State.FREE) {
                goodbye();
            } else {
                close();
            }
        } catch (IOException e) {
            close();
        }
    }

    /** Fails if nothing has moved for {@code nanos} though something should. */
    void checkProgress(long nanos) {
        boolean waits = state != State.CLOSED && state != State.FREE;
        if (waits && owner.loop().now() - lastProgress > nanos) {
            fail(Failure.of(Failure.Kind.TIMEOUT, pending()), "nothing came for " + nanos / 1_000_000 + " ms");
        }
    }

    boolean isOpen() {
        return control != null;
    }

    /** Whether a task is under way. */
    boolean hasTask() {
        return !task.isNone();
    }

    /** Where this session uploads to next. */
    String uploadPath() {
        return owner.plan().uploadPath(index, uploads++);
    }

    /** How long the task has been under way, or overdue, in nanoseconds. */
    long taskNanos(long now) {
        return meter.since(task, now);
    }

    SessionMeter meter() {
        return meter;
    }

    // ---- the control connection

    @Override
    public void connected(Transport transport) {
        if (state != State.CONNECTION) {
            transport.close();
            return;
        }
        meter.lap(Phase.CONNECT);
        state = State.LOGIN;
        progress();
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
            fail(reply);
            return;
        }
        switch (state) {
            case LOGIN -> login.take(reply);
            case TRANSFER -> transfer.take(reply);
            case NOOP -> {
                if (reply.isCompletion()) {
                    succeed();
                } else if (!reply.isPreliminary()) {
                    refused(reply);
                }
            }
            case GOODBYE -> closed();
            case CLOSED, CONNECTION, FREE -> throw new ProtocolException("a reply that answers no command: " + reply);
        }
    }

    /** The session has logged in, and waits for tasks. */
    void ready() {
        state = State.FREE;
        owner.free(this);
    }

    /** Sends QUIT; with its answer the task, if there is one, has ended well. */
    void goodbye() throws IOException {
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
        boolean before = task.workload() instanceof Workload.Login && !meter.hasLap(Phase.LOGIN);
        close();
        if (before) {
            connect(); // the session was in use for something else before
        } else if (hasTask()) {
            succeed();
        }
    }

    // ---- progress

    void progress() {
        lastProgress = owner.loop().now();
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
        meter.stop(done);
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
        Failure failure = control == null ? Failure.ofConnect(cause) : Failure.ofControl(pending(), cause);
        fail(failure, String.valueOf(cause.getMessage()));
    }

    /** The server lets the session go no further. */
    void fail(Reply reply) {
        fail(Failure.of(pending(), reply), reply.text());
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
