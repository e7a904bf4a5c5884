package dev.sluice.load;

import dev.sluice.client.PassiveMode;
import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The transfers of a session, one after another: where to meet, the connection, the command, the data. Each ends when both the data
 * and the reply have come to their end, in whatever order.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class LoadTransfer {

    /** What the transfer waits for. */
    private enum Step {
        ADDRESS,
        DATA_CONNECTION,
        PRELIMINARY,
        DATA,
        COMPLETION
    }

    private final LoadLoop owner;
    private final LoadSession session;
    private final SessionMeter meter;
    private final InetSocketAddress local;
    private final DataFlow data;
    private final PassiveMode passive = new PassiveMode();
    private Task task = Task.NONE;
    private Step step = Step.ADDRESS;
    private boolean replied;
    private IOException broken; // how the data connection ended, null if well

    LoadTransfer(LoadLoop owner, LoadSession session, SessionMeter meter, InetSocketAddress local) {
        this.owner = owner;
        this.session = session;
        this.meter = meter;
        this.local = local;
        this.data = new DataFlow(owner, this);
    }

    // ---- from the session

    /** Begins; ends in {@link LoadSession#succeed} or {@link LoadSession#refused}. */
    void begin(Task newTask) throws IOException {
        task = newTask;
        replied = false;
        broken = null;
        send(Step.ADDRESS, passive.command());
    }

    void take(Reply reply) throws IOException {
        switch (step) {
            case ADDRESS -> takeAddress(reply);
            case DATA_CONNECTION, PRELIMINARY -> takePreliminary(reply);
            case DATA, COMPLETION -> takeCompletion(reply);
        }
    }

    /** Ends the data connection, if there is one. */
    void close() {
        data.close();
    }

    /** What a failure now is a failure of. */
    String pending() {
        return step == Step.ADDRESS ? passive.command() : task.verb();
    }

    // ---- the dialogue

    private void send(Step next, String line) throws IOException {
        step = next;
        session.send(line);
    }

    private void takeAddress(Reply reply) throws IOException {
        InetAddress server = session.server();
        if (passive.fallsBack(reply, server)) {
            send(Step.ADDRESS, passive.command());
        } else if (!reply.isCompletion()) {
            session.refused(reply);
        } else {
            meter.lap(Phase.PASSIVE);
            step = Step.DATA_CONNECTION;
            data.open(local, PassiveMode.address(reply, server));
        }
    }

    private void takePreliminary(Reply reply) throws IOException {
        if (!reply.isPreliminary()) {
            data.close();
            session.refused(reply);
            return;
        }
        step = Step.DATA;
        if (task.workload() instanceof Workload.Upload) {
            data.send(task.size());
        } else {
            data.receive(owner.plan().ascii() ? -1 : task.size());
        }
    }

    private void takeCompletion(Reply reply) {
        if (reply.isPreliminary()) {
            return;
        }
        if (!reply.isCompletion()) {
            data.close();
            session.refused(reply);
            return;
        }
        replied = true;
        if (step == Step.DATA) {
            data.advance(); // the end of the data is most likely there
        } else {
            complete();
        }
    }

    // ---- from the data connection

    void dataConnected() {
        meter.lap(Phase.DATA_CONNECT);
        try {
            send(Step.PRELIMINARY, task.command());
        } catch (IOException e) {
            session.failed(e);
        }
    }

    void firstByte() {
        meter.lap(Phase.FIRST_BYTE);
    }

    void moved(long count) {
        session.progress();
        meter.moved(task, count);
    }

    /** The data rests, as it shall. */
    void rests() {
        session.progress();
    }

    void dataEnded() {
        session.progress();
        if (!meter.hasLap(Phase.FIRST_BYTE)) {
            meter.lap(Phase.FIRST_BYTE); // an empty file
        }
        meter.lap(Phase.LAST_BYTE);
        endOfData();
    }

    /** Before the transfer that is all; in the middle of it the server's reply is still to come, and says more. */
    void dataFailed(IOException cause) {
        if (step == Step.DATA_CONNECTION) {
            session.refused(Failure.ofData("data connection", cause), String.valueOf(cause.getMessage()));
        } else {
            broken = cause;
            session.progress();
            endOfData();
        }
    }

    private void endOfData() {
        step = Step.COMPLETION;
        if (replied) {
            complete();
        }
    }

    private void complete() {
        if (broken != null) {
            session.refused(Failure.ofData(task.verb(), broken), String.valueOf(broken.getMessage()));
            return;
        }
        meter.lap(Phase.FINAL_REPLY);
        Optional<Failure.Kind> fault = task.fault(data, owner.plan().ascii());
        if (fault.isPresent()) {
            session.refused(Failure.of(fault.get(), task.verb()), task.path() + ": " + data.moved() + " bytes came");
        } else {
            session.succeed();
        }
    }
}
