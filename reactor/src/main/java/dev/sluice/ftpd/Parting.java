package dev.sluice.ftpd;

import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.util.Optional;

/**
 * How a session comes to its end: somebody says a last word, it is sent when the command under way is done, and the connection is
 * closed when it is read. A client that has ended its side still gets every reply.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class Parting {

    private static final int QUIT = 221;

    private final FtpSession session;
    private final ControlConnection control;
    private Optional<Reply> lastWord = Optional.empty();
    private boolean inputEnded;
    private String why = "disconnected";

    Parting(FtpSession session, ControlConnection control) {
        this.session = session;
        this.control = control;
    }

    /** Ends the session with {@code last} when the command under way is done. */
    void later(Reply last) {
        lastWord = Optional.of(last);
    }

    /** Ends the session now that no command is under way, if it was to end then. */
    void nowIfAsked() {
        if (!session.state().isBusy() && lastWord.isPresent()) {
            now(lastWord.get());
        }
    }

    /** Ends the session when the client has read {@code last}. */
    void now(Reply last) {
        if (!session.isOver()) {
            why = last.code() == QUIT ? "quit" : last.text();
            session.reply(last);
            session.closing();
        }
    }

    /** The session is closing, and all its output is written. */
    void flushed() {
        if (inputEnded) {
            session.end(why);
            return;
        }
        try {
            control.endOutput();
        } catch (IOException e) {
            session.broken(e);
        }
    }

    /** The client has ended its side. */
    void inputEnded() {
        inputEnded = true;
    }

    /** Whether the client's side is still open, as far as a look tells. */
    boolean isClientThere() {
        return control.isPeerThere();
    }

    /** Whether the client has ended its side. */
    boolean hasInputEnded() {
        return inputEnded;
    }

    /** Ends the session of a client that has said all it wanted to say, when all of that is done. */
    void ifNothingFollows(boolean nothingWaits) {
        if (inputEnded && !session.state().isBusy() && nothingWaits) {
            session.closing();
            control.settleLater();
        }
    }
}
