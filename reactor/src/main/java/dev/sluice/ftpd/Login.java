package dev.sluice.ftpd;

import dev.sluice.account.Account;
import dev.sluice.account.Answer;
import dev.sluice.ftp.LogText;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.server.LoginAttempt;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import java.io.Closeable;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes of USER and PASS, in replies (RFC 959 §5.4). */
final class Login implements LoginAttempt.Owner {

    private static final Logger log = LoggerFactory.getLogger("dev.sluice.login");
    private static final Set<String> GUESTS = Set.of("anonymous", "ftp");
    private static final int MOST_FAILURES = 5;
    private static final String NOBODY_KNOWS = "Logging in is not possible at the moment; try again later.";

    private final FtpSession session;

    private Login(FtpSession session) {
        this.session = session;
    }

    /** Has {@code password} judged, and answers in the end. */
    static void begin(FtpSession session, String name, String password) throws StorageException, Refusal {
        Optional<Account> guest = guest(session, name);
        LoginAttempt attempt = session.service().attempt(session, new Login(session), name, password);
        if (guest.isPresent()) {
            attempt.enter(guest.get());
        } else {
            attempt.begin();
        }
    }

    /** The account of guests, if {@code name} is one of theirs and they may enter. */
    static Optional<Account> guest(FtpSession session, String name) throws Refusal {
        if (!GUESTS.contains(name.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        Answer answer = session.service().guest();
        if (answer.failure().isPresent()) {
            throw new Refusal(451, NOBODY_KNOWS);
        }
        return answer.account();
    }

    @Override
    public void entered(Account account) {
        Storage all = session.store();
        if (account.root().isRoot()) {
            begin(account, all);
            return;
        }
        try {
            session.onStorage(account.root(), store -> Home.open(store, account), home -> enter(account, home));
        } catch (StorageException e) {
            session.refuse(e);
        }
    }

    private void enter(Account account, Home home) {
        home.view()
                .ifPresentOrElse(
                        view -> begin(account, view),
                        () -> session.reply(530, "Your folder cannot be opened; tell the server's administrator."));
    }

    private void begin(Account account, Storage view) {
        if (session.user().isAdmitted(account)) {
            session.logIn(account, view);
            session.reply(230, "Logged in.");
        } else {
            if (view != session.store()) {
                view.close();
            }
            session.reply(530, "This account has as many sessions as it may have; close one first.");
        }
    }

    /** The folder of an account, if it could be opened. */
    private record Home(Optional<Storage> view) implements Closeable {

        /** Opens it; why it could not be opened is logged. */
        static Home open(Storage all, Account account) {
            try {
                return new Home(Optional.of(all.below(account.root())));
            } catch (StorageException e) {
                log.warn("The folder of account \"{}\" cannot be opened", LogText.escape(account.name()), e);
                return new Home(Optional.empty());
            }
        }

        @Override
        public void close() {
            view.ifPresent(Storage::close);
        }
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
