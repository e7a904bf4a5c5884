package dev.sluice.ftpd;

import dev.sluice.ftp.Reply;
import dev.sluice.net.LogLimit;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * All clients that are here now, within the limits on their number.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    /** What a session counts for as long as it holds nothing in particular. */
    private static final int SESSION_BYTES = 8 * 1024;

    private final ServerContext server;
    private final Runnable ended;
    private final Set<FtpSession> admitted = new LinkedHashSet<>();
    private final Headcount perAddress = new Headcount();
    private final LogLimit refusals;
    private long count;

    /** No sessions yet; {@code ended} runs after each end of one. */
    Sessions(ServerContext server, Runnable ended) {
        this.server = server;
        this.ended = ended;
        this.refusals = new LogLimit(server.loop());
    }

    /** Begins a session on a new connection, or turns it away with 421 when there is no room for it. */
    void accept(Transport connection) throws IOException {
        InetAddress from = connection.remoteAddress().getAddress();
        Optional<String> banned = server.loginGuard().banned(from, server.loop().now());
        if (banned.isPresent()) {
            turnAway(connection, banned.get());
        } else if (admitted.size() >= server.config().maxSessions()) {
            turnAway(connection, "There are too many sessions; try again later.");
        } else if (perAddress.of(from) >= server.config().maxSessionsPerAddress()) {
            turnAway(connection, "There are too many sessions from your address; close one first.");
        } else {
            admit(connection, server.memory().open(from));
        }
    }

    private void admit(Transport connection, MemoryBudget.Account memory) throws IOException {
        if (!memory.borrow(SESSION_BYTES)) {
            memory.close();
            turnAway(connection, "The server is short of memory; try again later.");
            return;
        }
        FtpSession session;
        try {
            session = session(connection, memory);
        } catch (Throwable e) {
            release(memory);
            throw e;
        }
        admitted.add(session);
        perAddress.come(address(session));
        session.greet();
    }

    private FtpSession session(Transport connection, MemoryBudget.Account memory) throws IOException {
        connection.interactive();
        return new FtpSession(server, ++count, connection, memory, this::ended);
    }

    private static void release(MemoryBudget.Account memory) {
        memory.giveBack(SESSION_BYTES);
        memory.close();
    }

    /**
     * Says why and closes at once. Nothing is kept of a client that is turned away, so that however many there are, and however long
     * they stay, none of them is in a newcomer's way.
     */
    private void turnAway(Transport connection, String why) {
        refusals.log(more -> log.info(
                "Turned away {}: {}{}", connection.remoteAddress().getAddress().getHostAddress(), why, more));
        try {
            connection.write(ByteBuffer.wrap(Reply.of(421, why).encode()));
            connection.finish(connection::close);
        } catch (IOException e) {
            log.debug("A client was gone before it was turned away: {}", e.toString());
            connection.close();
        }
    }

    private void ended(FtpSession session, String why) {
        if (admitted.remove(session)) {
            perAddress.gone(address(session));
        }
        release(session.memory());
        // Whoever said nothing may be anybody, and there may be any number of them.
        log.atLevel(session.commandCount() == 0 ? Level.DEBUG : Level.INFO)
                .log(
                        "Session {} of {}: {} commands, {} transfers, {} s, {}",
                        session.id(),
                        session.who(),
                        session.commandCount(),
                        session.transfers().count(),
                        String.format(Locale.ROOT, "%.1f", (server.loop().now() - session.connectedAt()) / 1e9),
                        why);
        ended.run();
    }

    private static InetAddress address(FtpSession session) {
        return session.peer().getAddress();
    }

    /** Asks everybody to leave: who is idle at once, who has a transfer under way when that has ended. */
    void dismiss(String why) {
        for (FtpSession session : List.copyOf(admitted)) {
            session.leave(Reply.of(421, why));
        }
    }

    /** Ends all sessions here and now. */
    void endAll(String why) {
        for (FtpSession session : List.copyOf(admitted)) {
            session.end(why);
        }
    }

    /** Bytes of replies that clients have not taken yet, in all sessions. */
    int unsent() {
        return admitted.stream().mapToInt(FtpSession::unsent).sum();
    }

    /** Sessions that have not ended yet. */
    int size() {
        return admitted.size();
    }
}
