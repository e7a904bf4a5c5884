package dev.sluice.ftpd;

import dev.sluice.ftp.LogText;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.net.AddressGroup;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A password for an account: waits until {@link LoginGuard} lets it be judged, has it judged, and answers. A failure is a line of the
 * logger {@code dev.sluice.login}, for people and for fail2ban.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class LoginAttempt {

    private static final Logger log = LoggerFactory.getLogger("dev.sluice.login");
    private static final int MOST_FAILURES = 5;

    private final FtpSession session;
    private final String name;
    private final String password;
    private final LoginGuard guard;
    private final InetAddress address;

    LoginAttempt(FtpSession session, String name, String password) {
        this.session = session;
        this.name = name;
        this.password = password;
        this.guard = session.server().loginGuard();
        this.address = session.peer().getAddress();
    }

    /** Stands in line, and answers in the end. */
    void begin() throws Refusal {
        if (isTurnedAway()) {
            return;
        }
        OptionalLong wait = guard.reserve(address, name, now());
        if (wait.isEmpty()) {
            log.debug(
                    "Login refused: account=\"{}\" address={} reason=too-many-attempts",
                    account(),
                    AddressGroup.host(address));
            session.leave(Reply.of(421, "Too many attempts; try again later."));
        } else if (wait.getAsLong() > 0) {
            session.jobs().later(wait.getAsLong(), () -> orRefuse(this::judge));
        } else {
            judge();
        }
    }

    /** Lets a guest in, who needs no password, unless even guests are banned. */
    void enter(Account guest) {
        if (!isTurnedAway()) {
            logIn(guest);
        }
    }

    private boolean isTurnedAway() {
        Optional<String> banned = guard.banned(address, now());
        banned.ifPresent(why -> session.leave(Reply.of(421, why)));
        return banned.isPresent();
    }

    private void judge() throws Refusal {
        if (isTurnedAway()) {
            return;
        }
        Users users = session.server().config().users();
        int before = guard.failures(address, name, now());
        session.jobs()
                .run(
                        session.server().lanes().logins(),
                        () -> AskedUsers.ask(() -> users.authenticate(name, password)),
                        asked -> orRefuse(() -> heard(asked, before)));
    }

    private void heard(AskedUsers asked, int before) throws Refusal {
        Optional<Account> account = asked.answer();
        if (guard.failures(address, name, now()) > before) {
            begin(); // Others failed while this was judged beside them. What came of it must not be told before its
            // turn.
        } else if (account.isPresent()) {
            guard.succeeded(address, name, now());
            logIn(account.get());
        } else {
            refuse();
        }
    }

    private void logIn(Account account) {
        session.logIn(account);
        session.reply(230, "Logged in.");
    }

    private void refuse() {
        log.warn(
                "Login failed: account=\"{}\" address={} reason=wrong-name-or-password",
                account(),
                AddressGroup.host(address));
        guard.failed(address, name, now()).ifPresent(this::logBan);
        if (session.loginFailed() >= MOST_FAILURES) {
            session.leave(Reply.of(421, "Too many wrong passwords; closing the connection."));
        } else if (!isTurnedAway()) {
            session.reply(530, "Name or password is wrong.");
        }
    }

    private void logBan(AddressGroup network) {
        ServerConfig config = session.server().config();
        log.warn(
                "Address banned: address={} failures={} seconds={}",
                network,
                config.banAfter(),
                config.banTime().toSeconds());
    }

    /** A step of an attempt. */
    private interface Step {
        void run() throws Refusal;
    }

    private void orRefuse(Step step) {
        try {
            step.run();
        } catch (Refusal e) {
            session.reply(e.code(), e.getMessage());
        }
    }

    private long now() {
        return session.server().loop().now();
    }

    /** The name between quotes: it cannot close them, and not end the line. */
    private String account() {
        return LogText.escape(LoginGuard.shorten(name)).replace("\"", "\\x22");
    }
}
