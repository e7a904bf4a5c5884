package dev.sluice.client;

import dev.sluice.client.SessionListener.Phase;
import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.HostPort;
import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;

/**
 * One transfer: TYPE, where to meet (EPSV, PASV, EPRT, PORT), REST, and the command that moves data. It is complete when
 * the data connection has ended <em>and</em> the final reply has come, in either order.
 *
 * <p>The transfer command is sent while the data connection is still being made, which saves a round trip.
 *
 * <p>Stopping a transfer that runs: the data connection is reset, ABOR is sent and, as servers answer that with one or two
 * replies, then NOOP, whose 200 says that all have come. The session can be used again.
 */
final class TransferOperation<T> extends Operation<T> implements DataConnection.Owner {

    /** What was sent last, and so what the next reply means. */
    private enum Step {
        TYPE,
        ADDRESS,
        RESTART,
        COMMAND,
        MOVING,
        ABORT,
        SYNC
    }

    /** Makes the operation's result of a complete transfer. */
    interface Outcome<T> {
        T of(TransferResult result) throws IOException;
    }

    private final Iterator<String> commands;
    private final DataMode mode;
    private final TransferOptions options;
    private final Flow flow;
    private final Outcome<T> outcome;
    private String command;
    private DataConnection data;
    private Step step;
    private Reply finalReply; // null until it has come
    private IOException failure; // null while all goes well
    private long beganAt;
    private long endedAt;

    /**
     * Prepares a transfer.
     *
     * @param commands the transfer command, and others to try in turn on servers that do not know it
     */
    TransferOperation(
            Session session,
            List<String> commands,
            DataMode mode,
            TransferOptions options,
            Flow flow,
            Outcome<T> outcome) {
        super(session, commands.get(0));
        this.commands = commands.iterator();
        this.command = this.commands.next();
        this.mode = mode;
        this.options = options;
        this.flow = flow;
        this.outcome = outcome;
    }

    // ---- before the data

    @Override
    void start() throws IOException {
        session().phase(Phase.TRANSFER_STARTED);
        while (commands.hasNext()
                && session().unsupported.contains(CommandLine.parse(command).verb())) {
            command = commands.next();
        }
        if (session().type == options.type()) {
            askAddress();
        } else {
            send(Step.TYPE, "TYPE " + options.type().code());
        }
    }

    private void askAddress() throws IOException {
        data = new DataConnection(session(), options, flow, this);
        if (mode == DataMode.ACTIVE) {
            InetSocketAddress address = data.listen();
            boolean ipv6 = address.getAddress() instanceof Inet6Address;
            send(Step.ADDRESS, ipv6 ? "EPRT " + HostPort.formatEprt(address) : "PORT " + HostPort.formatPort(address));
        } else {
            send(Step.ADDRESS, session().passive.command());
        }
    }

    @Override
    void reply(Reply reply) throws IOException {
        switch (step) {
            case TYPE -> typeSet(reply);
            case ADDRESS -> addressKnown(reply);
            case RESTART -> restartSet(reply);
            case COMMAND -> commandAnswered(reply);
            case MOVING -> {
                finalReply = reply;
                finishIfBothEnded();
            }
            case ABORT -> {
                if (!reply.isPreliminary()) {
                    send(Step.SYNC, "NOOP");
                }
            }
            case SYNC -> {
                if (reply.code() == 200) {
                    fail(failure);
                }
            }
        }
    }

    private void typeSet(Reply reply) throws IOException {
        if (accepted(reply, reply.isCompletion())) {
            session().type = options.type();
            askAddress();
        }
    }

    private void addressKnown(Reply reply) throws IOException {
        InetAddress server = session().remoteAddress().getAddress();
        if (mode == DataMode.PASSIVE && session().passive.fallsBack(reply, server)) {
            send(Step.ADDRESS, session().passive.command());
            return;
        }
        if (!accepted(reply, reply.isCompletion())) {
            return;
        }
        session().phase(Phase.DATA_ADDRESS_KNOWN);
        if (mode == DataMode.PASSIVE) {
            data.connect(PassiveMode.address(reply, server));
        }
        if (options.offset() > 0) {
            send(Step.RESTART, "REST " + options.offset());
        } else {
            send(Step.COMMAND, command);
        }
    }

    private void restartSet(Reply reply) throws IOException {
        if (accepted(reply, reply.isIntermediate())) {
            send(Step.COMMAND, command);
        }
    }

    private void commandAnswered(Reply reply) throws IOException {
        if (reply.isPreliminary()) {
            step = Step.MOVING;
            beganAt = session().shared().loop().ticker().nanos();
            data.begin();
        } else if (ReplyException.isUnsupported(reply) && commands.hasNext() && !isDone()) {
            session().unsupported.add(CommandLine.parse(command).verb());
            command = commands.next();
            send(Step.COMMAND, command);
        } else {
            finalReply = reply;
            if (reply.isCompletion()) {
                data.begin(); // no word of a beginning, but that of the end says that there was one
            }
            finishIfBothEnded();
        }
    }

    /** Whether to go on. If not, the operation has ended: it was refused, or its caller gave up meanwhile. */
    private boolean accepted(Reply reply, boolean expected) {
        if (!expected) {
            fail(new ReplyException(name(), reply));
        } else if (isDone()) {
            fail(new IOException(name() + ": given up"));
        } else if (failure != null) {
            fail(failure);
        } else {
            return true;
        }
        return false;
    }

    private void send(Step next, String line) throws IOException {
        step = next;
        session().send(line);
    }

    // ---- the data has ended

    @Override
    public void dataEnded(IOException cause) {
        endedAt = session().shared().loop().ticker().nanos();
        failure = cause;
        session().run(this, () -> {
            session().phase(Phase.LAST_BYTE);
            if (finalReply == null && cause instanceof LocalFileException) {
                stop(cause);
            } else {
                finishIfBothEnded();
            }
        });
    }

    private void finishIfBothEnded() {
        if (finalReply == null) {
            return;
        }
        if (!finalReply.isCompletion()) {
            fail(failure instanceof LocalFileException ? failure : new ReplyException(command, finalReply));
        } else if (failure != null) {
            fail(failure);
        } else if (data.isClosed()) {
            complete();
        }
    }

    private void complete() {
        session().phase(Phase.FINAL_REPLY);
        try {
            flow.complete();
            succeed(outcome.of(new TransferResult(flow.bytes(), endedAt - beganAt, finalReply)));
        } catch (IOException | RuntimeException e) {
            fail(e); // where the bytes go to has failed, but the server is in step
        }
    }

    // ---- stopping

    @Override
    void abandon() {
        if (step == Step.COMMAND || step == Step.MOVING) {
            stop(new IOException(name() + ": given up"));
        }
    }

    private void stop(IOException cause) {
        failure = cause;
        data.abort();
        if (finalReply != null) {
            fail(cause);
            return;
        }
        try {
            send(Step.ABORT, "ABOR");
        } catch (IOException e) {
            session().failed(e);
        }
    }

    @Override
    void release() {
        if (data != null) {
            data.abort();
        }
        try {
            flow.abort();
        } catch (IOException | RuntimeException e) {
            // A file that can't even be closed: the transfer has failed already, and its caller is told why.
        }
    }
}
