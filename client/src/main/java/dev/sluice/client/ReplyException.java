package dev.sluice.client;

import dev.sluice.ftp.Reply;
import java.io.IOException;

/** The server refused: its reply to a command is 4yz or 5yz, or not one that the command can have. The session lives on. */
public final class ReplyException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;
    private final String command;

    /** Makes one for the {@code reply} to {@code command} (without its argument, if that is secret). */
    public ReplyException(String command, Reply reply) {
        super(command + ": " + reply);
        this.reply = reply;
        this.command = command;
    }

    /** The reply. */
    public Reply reply() {
        return reply;
    }

    /** The command that was refused. */
    public String command() {
        return command;
    }

    /** Whether the server does not know or does not offer the command: 500, 502 or 504. */
    public boolean isUnsupported() {
        return isUnsupported(reply);
    }

    static boolean isUnsupported(Reply reply) {
        return reply.code() == 500 || reply.code() == 502 || reply.code() == 504;
    }
}
