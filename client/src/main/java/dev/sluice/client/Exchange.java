package dev.sluice.client;

import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * Commands on the control connection alone. Each 3yz reply asks for the next command (USER, PASS, ACCT; RNFR, RNTO); the
 * first 2yz reply ends the exchange, whatever is left of it.
 */
final class Exchange<T> extends Operation<T> {

    /** Makes the result of a 2yz reply. */
    interface Answer<T> {
        /** Throws {@link IllegalArgumentException} when the reply is not what the command promises. */
        T of(Reply reply) throws IOException;
    }

    private final Iterator<String> commands;
    private final Answer<T> answer;
    private final boolean binary;
    private String command = "";
    private boolean settingType;

    Exchange(Session session, List<String> commands, Answer<T> answer) {
        this(session, commands, false, answer);
    }

    /** One whose answer depends on the type, and is wanted for binary. */
    Exchange(Session session, List<String> commands, boolean binary, Answer<T> answer) {
        super(session, Session.masked(commands.get(0)));
        this.commands = commands.iterator();
        this.binary = binary;
        this.answer = answer;
    }

    @Override
    void start() throws IOException {
        settingType = binary && session().type != TransferType.BINARY;
        if (settingType) {
            session().send("TYPE " + TransferType.BINARY.code());
        } else {
            next();
        }
    }

    private void next() throws IOException {
        command = commands.next();
        session().send(command);
    }

    @Override
    void reply(Reply reply) throws IOException {
        if (reply.isPreliminary()) {
            return;
        }
        if (settingType && reply.isCompletion() && !isDone()) {
            settingType = false;
            session().type = TransferType.BINARY;
            next();
        } else if (reply.isIntermediate() && commands.hasNext() && !isDone()) {
            next();
        } else if (reply.isCompletion() && !settingType) {
            succeed(result(reply));
        } else {
            fail(new ReplyException(Session.masked(command), reply));
        }
    }

    private T result(Reply reply) throws IOException {
        try {
            return answer.of(reply);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(name() + ": " + e.getMessage());
        }
    }
}
