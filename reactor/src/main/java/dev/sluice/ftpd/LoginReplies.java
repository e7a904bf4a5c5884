package dev.sluice.ftpd;

import dev.sluice.account.Account;
import dev.sluice.account.Answer;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.server.Login;
import dev.sluice.server.LoginAttempt;
import dev.sluice.storage.StorageException;
import java.util.Optional;

/** What comes of USER and PASS, in replies (RFC 959 §5.4). */
final class LoginReplies implements LoginAttempt.Owner {

    private static final int MOST_FAILURES = 5;
    private static final String NOBODY_KNOWS = "Logging in is not possible at the moment; try again later.";

    private final FtpSession session;

    private LoginReplies(FtpSession session) {
        this.session = session;
    }

    /** Has {@code password} judged, and answers in the end. */
    static void begin(FtpSession session, String name, String password) throws StorageException, Refusal {
        Optional<Account> guest = guest(session, name);
        LoginAttempt attempt = session.service().attempt(session, new LoginReplies(session), name, password);
        if (guest.isPresent()) {
            attempt.beginAs(guest.get());
        } else {
            attempt.begin();
        }
    }

    /** The account of guests, if {@code name} is one of theirs and they may enter. */
    static Optional<Account> guest(FtpSession session, String name) throws Refusal {
        if (!Account.isOfGuests(name)) {
            return Optional.empty();
        }
        Answer answer = session.service().guest();
        if (answer.failure().isPresent()) {
            throw new Refusal(451, NOBODY_KNOWS);
        }
        return answer.account();
    }

    @Override
    public void entered(Login login) {
        session.logIn(login);
        session.reply(230, "Logged in.");
    }

    @Override
    public void refused(String why) {
        session.reply(530, why);
    }

    @Override
    public void wrong() {
        if (session.user().failed() >= MOST_FAILURES) {
            expelled("Too many wrong passwords; closing the connection.");
        } else {
            session.reply(530, "Name or password is wrong.");
        }
    }

    @Override
    public void expelled(String why) {
        session.leave(Reply.of(421, why));
    }

    @Override
    public void unknown() {
        session.reply(451, NOBODY_KNOWS);
    }
}
