package dev.sluice.ftpd;

import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.LineDecoder;
import dev.sluice.net.Transport;
import dev.sluice.server.Admitted;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up a session's commands, one at a time and in order: the only place that does. It never runs inside the call stack of what
 * it waits for: who is done says {@link #later}, and it runs when that handler has returned.
 *
 * <p>While a command waits for the pool or for its transfer, later lines wait in the {@link Backlog}, except those that concern the
 * transfer itself (ABOR, STAT).
 *
 * <p>Thread rule: the loop's thread only.
 */
final class CommandPump implements ControlConnection.Listener {

    private static final Logger log = LoggerFactory.getLogger(FtpSession.class);

    /** Commands that are carried out in a row: whoever sends more at once lets others go first in between. */
    private static final int AT_ONCE = 32;

    private final FtpSession session;
    private final FtpService service;
    private final ControlConnection control;
    private final Backlog backlog = new Backlog();
    private Optional<RunningTransfer> searchedFor = Optional.empty();
    private boolean running;
    private boolean clogged;
    private boolean askedForTurn;

    /** Takes over the connection that the commands come by. */
    CommandPump(FtpSession session, FtpService service, Admitted admitted) throws IOException {
        this.session = session;
        this.service = service;
        this.control = new ControlConnection(
                session.loop(),
                admitted.connection(),
                service.services().input(),
                service.settings().maxLineBytes(),
                admitted.memory(),
                this);
    }

    ControlConnection control() {
        return control;
    }

    /** Commands come over {@code other} from now on; what came before and was not carried out is dropped. */
    void exchange(Transport other) throws IOException {
        backlog.clear();
        control.exchange(other);
    }

    @Override
    public void pump() {
        run();
    }

    /** Carries out the lines that are there, until one makes the others wait or there are none. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            carryOut();
        } finally {
            running = false;
        }
        session.parting().ifNothingFollows(isEmpty());
        control.settleLater();
    }

    private void carryOut() {
        int left = AT_ONCE;
        for (clogged = control.isClogged(); !clogged; clogged = control.isClogged()) {
            session.parting().nowIfAsked();
            LineDecoder.Line line = next();
            if (line == null) {
                return;
            }
            session.execute(line);
            if (--left == 0) {
                askForTurn();
                return;
            }
        }
    }

    /** Runs when this handler has returned; nothing to do when it is running just now, and will see for itself. */
    void later() {
        if (!running) {
            session.loop().defer(() -> session.guard(this::run));
        }
    }

    /** Goes on when others have had their turn. */
    private void askForTurn() {
        if (!askedForTurn) {
            askedForTurn = true;
            service.services().turns().ask(() -> {
                askedForTurn = false;
                session.guard(this::run);
            });
        }
    }

    @Override
    public void flushed() {
        if (session.state() == ControlState.CLOSING) {
            session.parting().flushed();
        } else if (clogged) {
            session.guard(this::run);
        }
    }

    /** The next line whose turn it is; null when there is none, or none that does not have to wait. */
    private LineDecoder.Line next() {
        if (session.state().isOver()) {
            return null;
        }
        boolean busy = session.state().isBusy();
        if (!busy && !backlog.isEmpty()) {
            return backlog.remove();
        }
        Optional<LineDecoder.Line> waited = busy ? fromBacklog() : Optional.empty();
        if (waited.isPresent()) {
            return waited.get();
        }
        while (!busy || !backlog.isFull()) {
            LineDecoder.Line line = control.next();
            if (line == null || !busy || concernsRunningTransfer(line)) {
                return line;
            }
            backlog.add(line);
        }
        return null;
    }

    /** A line that came before the transfer had begun, and concerns it all the same; each is looked at once. */
    private Optional<LineDecoder.Line> fromBacklog() {
        Optional<RunningTransfer> running = session.transfers().running();
        if (running.isEmpty() || running.equals(searchedFor)) {
            return Optional.empty();
        }
        Optional<LineDecoder.Line> found = backlog.remove(this::concernsRunningTransfer);
        if (found.isEmpty()) {
            searchedFor = running;
        }
        return found;
    }

    /** After the first ABOR there is nothing to say about the transfer: its end is under way, and so are the replies. */
    private boolean concernsRunningTransfer(LineDecoder.Line line) {
        if (!session.transfers().isOpenToCommands()) {
            return false;
        }
        CommandLine parsed = CommandLine.parse(line.text());
        return !parsed.hasArgument()
                && service.commands()
                        .find(parsed.verb())
                        .filter(Command::whileBusy)
                        .isPresent();
    }

    /** Forgets the lines that wait. */
    void clear() {
        backlog.clear();
    }

    @Override
    public boolean isFull() {
        return backlog.isFull();
    }

    @Override
    public boolean isStranger() {
        return !session.user().isLoggedIn();
    }

    @Override
    public int heldBytes() {
        return backlog.bytes();
    }

    /** Whether nothing that was read waits. */
    boolean isEmpty() {
        return backlog.isEmpty() && !control.hasUnread();
    }

    @Override
    public void outOfMemory() {
        log.info("{}: ended, for want of memory for its input and output", session);
        session.end("short of memory");
    }

    @Override
    public void endOfInput() {
        session.endOfInput();
    }

    @Override
    public void broken(Exception cause) {
        session.broken(cause);
    }
}
