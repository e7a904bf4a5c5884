package dev.sluice.server;

import dev.sluice.ftp.Reply;
import dev.sluice.net.PlainTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clients that are here now, within the limits on their number.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final ServerContext server;
    private final Runnable ended;
    private final Set<FtpSession> admitted = new LinkedHashSet<>();
    private final Set<FtpSession> turnedAway = new LinkedHashSet<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private long count;

    /** No sessions yet; {@code ended} runs after each end of one. */
    Sessions(ServerContext server, Runnable ended) {
        this.server = server;
        this.ended = ended;
    }

    /** Begins a session on a new connection, or turns it away with 421 when there are too many. */
    void accept(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // The byte after which an ABOR is urgent stays in its place among the others, where the decoder looks for it.
        channel.socket().setOOBInline(true);
        FtpSession session = new FtpSession(server, ++count, PlainTransport.of(server.loop(), channel), this::ended);
        Optional<String> banned =
                server.loginGuard().banned(address(session), server.loop().now());
        int fromHere = perAddress.getOrDefault(address(session), 0);
        if (banned.isPresent()) {
            turnAway(session, banned.get());
        } else if (admitted.size() >= server.config().maxSessions()) {
            turnAway(session, "There are too many sessions; try again later.");
        } else if (fromHere >= server.config().maxSessionsPerAddress()) {
            turnAway(session, "There are too many sessions from your address; close one first.");
        } else {
            admitted.add(session);
            perAddress.put(address(session), fromHere + 1);
            session.greet();
        }
    }

    private void turnAway(FtpSession session, String why) {
        turnedAway.add(session);
        session.leave(Reply.of(421, why));
    }

    private void ended(FtpSession session, String why) {
        if (admitted.remove(session)) {
            perAddress.computeIfPresent(address(session), (address, here) -> here == 1 ? null : here - 1);
        }
        turnedAway.remove(session);
        log.info(
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
        for (Set<FtpSession> sessions : List.of(admitted, turnedAway)) {
            for (FtpSession session : List.copyOf(sessions)) {
                session.end(why);
            }
        }
    }

    /** Bytes of replies that clients have not taken yet, in all sessions. */
    int unsent() {
        return admitted.stream().mapToInt(FtpSession::unsent).sum();
    }

    /** Connections that are open, also those that are just being turned away. */
    int size() {
        return admitted.size() + turnedAway.size();
    }
}
