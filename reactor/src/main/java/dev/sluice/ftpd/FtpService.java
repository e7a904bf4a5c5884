package dev.sluice.ftpd;

import dev.sluice.account.Answer;
import dev.sluice.ftp.Reply;
import dev.sluice.net.Transport;
import dev.sluice.server.Admitted;
import dev.sluice.server.LoginAttempt;
import dev.sluice.server.LoopServices;
import dev.sluice.server.Served;
import dev.sluice.server.Service;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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

    private final FtpSettings settings;
    private final Served served;
    private final LoopServices services;
    private final Runnable ended;
    private final CommandTable commands = new CommandTable();
    private final PassivePorts passivePorts;
    private final Set<FtpSession> sessions = new LinkedHashSet<>();
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
        PortRange.ephemeral(PortRange.EPHEMERAL)
                .filter(settings.passivePorts()::overlaps)
                .ifPresent(system -> log.warn(
                        "Some of the passive ports {} will be busy at times: the system gives {} to outgoing connections",
                        settings.passivePorts(),
                        system));
    }

    @Override
    public void accept(Admitted client) throws IOException {
        client.connection().interactive();
        FtpSession session = new FtpSession(this, ++count, client);
        sessions.add(session);
        session.greet();
    }

    @Override
    public void turnAway(Transport connection, String why) throws IOException {
        connection.write(ByteBuffer.wrap(Reply.of(421, why).encode()));
    }

    /** The session of {@code who} is over, once. */
    void ended(FtpSession session, String who, String why) {
        sessions.remove(session);
        // Whoever said nothing may be anybody, and there may be any number of them.
        Level level = session.commandCount() == 0 ? Level.DEBUG : Level.INFO;
        if (log.isEnabledForLevel(level)) {
            log.atLevel(level)
                    .log(
                            "{} of {}: {} commands, {} transfers, {} s, {}",
                            session,
                            who,
                            session.commandCount(),
                            session.transfers().count(),
                            String.format(Locale.ROOT, "%.1f", (services.loop().now() - session.connectedAt()) / 1e9),
                            why);
        }
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
