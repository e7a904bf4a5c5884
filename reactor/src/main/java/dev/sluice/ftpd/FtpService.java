package dev.sluice.ftpd;

import dev.sluice.account.Answer;
import dev.sluice.ftp.Reply;
import dev.sluice.net.LogLimit;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Transport;
import dev.sluice.server.LoginAttempt;
import dev.sluice.server.LoopServices;
import dev.sluice.server.Served;
import dev.sluice.server.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * FTP (RFC 959) on one loop: its sessions, and what they share.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class FtpService implements Service {

    private static final Logger log = LoggerFactory.getLogger(FtpService.class);

    /** What a session counts for as long as it holds nothing in particular. */
    private static final int SESSION_BYTES = 8 * 1024;

    private final FtpSettings settings;
    private final Served served;
    private final LoopServices services;
    private final Runnable ended;
    private final CommandTable commands = new CommandTable();
    private final PassivePorts passivePorts;
    private final Set<FtpSession> sessions = new LinkedHashSet<>();
    private final LogLimit refusals;
    private long count;

    /** No sessions yet; {@code ended} runs after each end of one. */
    FtpService(FtpSettings settings, Served served, LoopServices services, Runnable ended) {
        this.settings = settings;
        this.served = served;
        this.services = services;
        this.ended = ended;
        this.passivePorts = new PassivePorts(
                services.loop(),
                services.network(),
                settings.dataHost(),
                settings.passivePorts(),
                settings.foreignData(),
                services.random());
        this.refusals = new LogLimit(services.loop());
        PortRange.ephemeral(PortRange.EPHEMERAL)
                .filter(settings.passivePorts()::overlaps)
                .ifPresent(system -> log.warn(
                        "Some of the passive ports {} will be busy at times: the system gives {} to outgoing connections",
                        settings.passivePorts(),
                        system));
    }

    @Override
    public void accept(Transport connection) throws IOException {
        InetAddress from = connection.remoteAddress().getAddress();
        Optional<String> refusal =
                served.admission().enter(from, services.loop().now());
        if (refusal.isPresent()) {
            turnAway(connection, refusal.get());
            return;
        }
        MemoryBudget.Account memory = services.memory().open(from);
        if (!memory.borrow(SESSION_BYTES)) {
            memory.close();
            served.admission().leave(from);
            turnAway(connection, "The server is short of memory; try again later.");
            return;
        }
        FtpSession session;
        try {
            connection.interactive();
            session = new FtpSession(this, ++count, connection, memory);
        } catch (Throwable e) {
            release(from, memory);
            throw e;
        }
        sessions.add(session);
        session.greet();
    }

    private void release(InetAddress from, MemoryBudget.Account memory) {
        memory.giveBack(SESSION_BYTES);
        memory.close();
        served.admission().leave(from);
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

    /** {@code session} is over, once; {@code what} it was, for the log. */
    void ended(FtpSession session, String what) {
        sessions.remove(session);
        release(session.address(), session.memory());
        // Whoever said nothing may be anybody, and there may be any number of them.
        log.atLevel(session.commandCount() == 0 ? Level.DEBUG : Level.INFO).log("{} of {}", session, what);
        ended.run();
    }

    @Override
    public void drain(String why) {
        for (FtpSession session : List.copyOf(sessions)) {
            session.leave(Reply.of(421, why));
        }
    }

    @Override
    public void end(String why) {
        for (FtpSession session : List.copyOf(sessions)) {
            session.end(why);
        }
        passivePorts.close();
    }

    @Override
    public int size() {
        return sessions.size();
    }

    @Override
    public int listeners() {
        return passivePorts.bound();
    }

    @Override
    public int unsent() {
        return sessions.stream().mapToInt(FtpSession::unsent).sum();
    }

    /** Prepares to judge a password. */
    LoginAttempt attempt(FtpSession session, LoginAttempt.Owner owner, String name, String password) {
        return new LoginAttempt(served, services, session.jobs(), owner, session.address(), name, password);
    }

    /** The account of guests, if they may come. */
    Answer guest() {
        return LoginAttempt.guest(served.accounts());
    }

    /** The date. */
    Instant now() {
        return services.clock().instant();
    }

    FtpSettings settings() {
        return settings;
    }

    /** What lives as long as the server. */
    Served served() {
        return served;
    }

    /** What lives as long as the loop. */
    LoopServices services() {
        return services;
    }

    CommandTable commands() {
        return commands;
    }

    PassivePorts passivePorts() {
        return passivePorts;
    }

    String greeting() {
        return "Sluice FTP server ready" + (settings.tellProcessId() ? ", " + processId() : "") + ".";
    }

    /** As it is told: {@code pid 4711}. */
    static String processId() {
        return "pid " + ProcessHandle.current().pid();
    }
}
