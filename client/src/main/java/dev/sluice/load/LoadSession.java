package dev.sluice.load;

import dev.sluice.client.Credentials;
import dev.sluice.ftp.HostPort;
import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import dev.sluice.net.Connector;
import dev.sluice.net.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One client under load: its control connection, and the one {@link Task} it is at. It says when it is free, and its owner then gives
 * it the next.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class LoadSession implements LoadControl.Listener, Connector.Outcome {

    /** What the session waits for. */
    private enum State {
        CLOSED,
        CONNECTION,
        GREETING,
        USER,
        PASS,
        TYPE,
        TASK,
        ADDRESS,
        DATA_CONNECTION,
        PRELIMINARY,
        DATA,
        COMPLETION,
        GOODBYE
    }

    private final LoadLoop owner;
    private final int index;
    private final InetSocketAddress local;
    private final DataFlow data;
    private final Stopwatch stopwatch;
    private State state = State.CLOSED;
    private LoadControl control; // null while there is none
    private Task task = Task.NONE;
    private boolean settled;
    private boolean extended; // the address was asked for by EPSV
    private boolean replied;
    private IOException broken; // how the data connection ended, null if well
    private long lastProgress;
    private long bytes;
    private long operations;
    private long uploads;

    LoadSession(LoadLoop owner, int index) {
        this.owner = owner;
        this.index = index;
        this.local = owner.plan().source(index);
        this.data = new DataFlow(owner, this);
        this.stopwatch = new Stopwatch(owner);
    }

    // ---- from the owner

    /** Connects and logs in; ends in {@link LoadLoop#free} or {@link LoadLoop#lost}. */
    void connect() {
        moveTo(State.CONNECTION);
        stopwatch.start();
        try {
            owner.network()
                    .connect(
                            local,
                            credentials().server(),
                            owner.plan().timeout().toNanos(),
                            this);
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
                if (state == State.TASK) {
                    goodbye(); // then it begins
                } else {
                    connect();
                }
            } else if (task.workload() instanceof Workload.Noop) {
                command("NOOP", State.COMPLETION);
            } else {
                address();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Says goodbye if it is free and closes the connection if it is not; the owner is not told. */
    void end() {
        task = Task.NONE;
        data.close();
        if (state != State.TASK) {
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
    boolean isBusy() {
        return state != State.CLOSED && state != State.TASK;
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
        moveTo(State.GREETING);
        try {
            control = new LoadControl(transport, owner.controlBuffer(), this);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void command(String line, State next) throws IOException {
        moveTo(next);
        control.send(line);
    }

    private void goodbye() throws IOException {
        command("QUIT", State.GOODBYE);
    }

    @Override
    public void endOfInput() throws IOException {
        if (state != State.GOODBYE) {
            throw new EOFException("the server closed the connection");
        }
        closed();
    }

    @Override
    public void take(Reply reply) throws IOException {
        progress();
        if (reply.code() == 421 && state != State.GOODBYE) {
            fail(Failure.of(pending(), reply), reply.text());
            return;
        }
        switch (state) {
            case GREETING, USER, PASS, TYPE -> takeSetup(reply);
            case ADDRESS -> takeAddress(reply);
            case DATA_CONNECTION, PRELIMINARY -> takePreliminary(reply);
            case DATA, COMPLETION -> takeCompletion(reply);
            case GOODBYE -> closed();
            case CLOSED, CONNECTION, TASK -> throw new ProtocolException("a reply that answers no command: " + reply);
        }
    }

    private void takeSetup(Reply reply) throws IOException {
        if (reply.isPreliminary()) {
            return;
        }
        if (!reply.isCompletion() && !(state == State.USER && reply.isIntermediate())) {
            fail(Failure.of(pending(), reply), reply.text());
            return;
        }
        if (state == State.GREETING) {
            stopwatch.lap(Phase.GREETING);
            command("USER " + credentials().user(), State.USER);
        } else if (state == State.USER && reply.isIntermediate()) {
            command("PASS " + credentials().password(), State.PASS);
        } else if (state == State.TYPE) {
            free();
        } else {
            loggedIn();
        }
    }

    private void loggedIn() throws IOException {
        stopwatch.lap(Phase.LOGIN);
        if (task.workload() instanceof Workload.Login) {
            goodbye();
        } else if (owner.plan().mix().hasTransfers()) {
            command(owner.plan().ascii() ? "TYPE A" : "TYPE I", State.TYPE);
        } else {
            free();
        }
    }

    private void free() {
        moveTo(State.TASK);
        owner.free(this);
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

    // ---- a transfer

    private void address() throws IOException {
        extended = owner.usesExtendedAddresses();
        command(extended ? "EPSV" : "PASV", State.ADDRESS);
    }

    private void takeAddress(Reply reply) throws IOException {
        if (reply.isPermanentError() && extended) {
            owner.useOldAddresses();
            address();
        } else if (!reply.isCompletion()) {
            refused(reply);
        } else {
            stopwatch.lap(Phase.PASSIVE);
            moveTo(State.DATA_CONNECTION);
            data.open(
                    local,
                    new InetSocketAddress(control.transport().remoteAddress().getAddress(), port(reply)));
        }
    }

    /** The host in a 227 reply may be one behind NAT, or a trap: the control connection's peer is the one to go to. */
    private static int port(Reply reply) throws ProtocolException {
        try {
            return reply.code() == 229
                    ? HostPort.parseExtendedPassive(reply.text())
                    : HostPort.parsePassive(reply.text()).getPort();
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(e.getMessage());
        }
    }

    void dataConnected() {
        stopwatch.lap(Phase.DATA_CONNECT);
        replied = false;
        broken = null;
        try {
            command(task.command(), State.PRELIMINARY);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void takePreliminary(Reply reply) throws IOException {
        if (!reply.isPreliminary()) {
            data.close();
            refused(reply);
            return;
        }
        moveTo(State.DATA);
        if (task.workload() instanceof Workload.Upload) {
            data.send(task.size());
        } else {
            data.receive(owner.plan().ascii() ? -1 : task.size());
        }
    }

    void firstByte() {
        stopwatch.lap(Phase.FIRST_BYTE);
    }

    void moved(long count) {
        progress();
        owner.tally().moved(task.index(), count);
        if (owner.tally().isCounting()) {
            bytes += count;
        }
    }

    /** Both the data and the reply must come to their end, in whatever order. */
    void dataEnded() {
        progress();
        if (!stopwatch.hasLap(Phase.FIRST_BYTE)) {
            stopwatch.lap(Phase.FIRST_BYTE); // an empty file
        }
        stopwatch.lap(Phase.LAST_BYTE);
        if (replied) {
            complete();
        } else {
            moveTo(State.COMPLETION);
        }
    }

    /** Before the transfer that is all; in the middle of it the server's reply is still to come, and says more. */
    void dataFailed(IOException cause) {
        if (state == State.DATA_CONNECTION) {
            refused(Failure.ofData("data connection", cause), String.valueOf(cause.getMessage()));
        } else {
            broken = cause;
            moveTo(State.COMPLETION);
            if (replied) {
                complete();
            }
        }
    }

    private void takeCompletion(Reply reply) {
        if (reply.isPreliminary()) {
            return;
        }
        if (!reply.isCompletion()) {
            data.close();
            refused(reply);
            return;
        }
        replied = true;
        if (state == State.DATA) {
            data.advance(); // the end of the data is most likely there
        } else {
            complete();
        }
    }

    private void complete() {
        if (broken != null) {
            refused(Failure.ofData(task.verb(), broken), String.valueOf(broken.getMessage()));
            return;
        }
        if (task.workload().isTransfer()) {
            stopwatch.lap(Phase.FINAL_REPLY);
        }
        Optional<Failure.Kind> fault = task.fault(data, owner.plan().ascii());
        if (fault.isPresent()) {
            refused(Failure.of(fault.get(), task.verb()), task.path() + ": " + data.moved() + " bytes came");
        } else {
            succeed();
        }
    }

    // ---- ends

    private void succeed() {
        Task done = task;
        task = Task.NONE;
        operations += owner.tally().isCounting() ? 1 : 0;
        stopwatch.stop(done);
        finish(done);
    }

    private void refused(Reply reply) {
        refused(Failure.of(task.verb(), reply), reply.text());
    }

    /** The task has failed; the session lives. */
    private void refused(Failure failure, String message) {
        Task done = task;
        task = Task.NONE;
        owner.tally().failure(failure, message);
        finish(done);
    }

    private void finish(Task done) {
        state = control == null ? State.CLOSED : State.TASK;
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

    @Override
    public void failed(Exception cause) {
        failed(cause instanceof IOException io ? io : new IOException("internal error: " + cause, cause));
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
        data.close();
        if (control != null) {
            control.close();
            control = null;
        }
    }

    private void moveTo(State next) {
        state = next;
        progress();
    }

    void progress() {
        lastProgress = owner.loop().now();
    }

    /** What a failure now is a failure of. */
    private String pending() {
        return switch (state) {
            case CONNECTION, CLOSED -> "connect";
            case GREETING -> "greeting";
            case USER, PASS, TYPE -> state.name();
            case ADDRESS -> extended ? "EPSV" : "PASV";
            case TASK -> "idle";
            case GOODBYE -> "QUIT";
            case DATA_CONNECTION, PRELIMINARY, DATA, COMPLETION -> task.verb();
        };
    }

    private Credentials credentials() {
        return owner.plan().credentials();
    }
}
