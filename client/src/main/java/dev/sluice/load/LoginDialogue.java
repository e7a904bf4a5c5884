package dev.sluice.load;

import dev.sluice.client.Credentials;
import dev.sluice.ftp.Reply;
import java.io.IOException;

/**
 * How a session under load logs in: the greeting, USER, PASS, and TYPE where there will be transfers.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class LoginDialogue {

    /** What was asked last. */
    private enum Step {
        GREETING,
        USER,
        PASS,
        TYPE
    }

    private final LoadPlan plan;
    private final LoadSession session;
    private final SessionMeter meter;
    private Step step = Step.GREETING;

    LoginDialogue(LoadPlan plan, LoadSession session, SessionMeter meter) {
        this.plan = plan;
        this.session = session;
        this.meter = meter;
    }

    /** The connection stands, and the greeting is about to come. */
    void begin() {
        step = Step.GREETING;
    }

    /** Takes a reply; the last one ends in {@link LoadSession#ready}, {@link LoadSession#goodbye} or {@link LoadSession#fail(Reply)}. */
    void take(Reply reply) throws IOException {
        if (reply.isPreliminary()) {
            return;
        }
        boolean asksForPassword = step == Step.USER && reply.isIntermediate();
        if (!reply.isCompletion() && !asksForPassword) {
            session.fail(reply);
        } else if (step == Step.GREETING) {
            meter.lap(Phase.GREETING);
            send(Step.USER, "USER " + credentials().user());
        } else if (asksForPassword) {
            send(Step.PASS, "PASS " + credentials().password());
        } else if (step == Step.TYPE) {
            session.ready();
        } else {
            meter.lap(Phase.LOGIN);
            goOn();
        }
    }

    private void goOn() throws IOException {
        if (session.hasTask()) {
            session.goodbye(); // the task was to log in and out
        } else if (plan.mix().hasTransfers()) {
            send(Step.TYPE, plan.ascii() ? "TYPE A" : "TYPE I");
        } else {
            session.ready();
        }
    }

    private void send(Step next, String line) throws IOException {
        step = next;
        session.send(line);
    }

    private Credentials credentials() {
        return plan.credentials();
    }

    /** What a failure now is a failure of. */
    String pending() {
        return step == Step.GREETING ? "greeting" : step.name();
    }
}
