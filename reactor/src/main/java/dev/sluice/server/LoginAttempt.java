package dev.sluice.server;

import dev.sluice.account.Account;
import dev.sluice.account.Accounts;
import dev.sluice.account.Answer;
import dev.sluice.account.LoginGuard;
import dev.sluice.ftp.LogText;
import dev.sluice.net.AddressGroup;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import java.io.Closeable;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A password for an account: waits until {@link LoginGuard} lets it be judged, has it judged, and says what came of it. A failure is a
 * line of the logger {@code dev.sluice.login}, for people and for fail2ban.
 *
 * <p>Thread rule: the loop's thread only.
 */
public final class LoginAttempt {

    /** Who tries, and hears of one of these in the end, or that {@link Jobs} had no room. */
    public interface Owner {
        /** He is who he says, and has {@code login} from here on. */
        void entered(Login login);

        /** Name or password is wrong. */
        void wrong();

        /** He is who he says, and may not enter at the moment all the same, for a reason that he is told. */
        void refused(String why);

        /** He has to go, and is told {@code why}. */
        void expelled(String why);

        /** Nobody can tell at the moment. */
        void unknown();
    }

    private static final Logger log = LoggerFactory.getLogger("dev.sluice.login");

    private final Served served;
    private final LoopServices services;
    private final Jobs jobs;
    private final Owner owner;
    private final InetAddress address;
    private final String name;
    private final String password;

    /**
     * Prepares an attempt from {@code address}.
     *
     * @param jobs those of the session, which waits meanwhile
     */
    public LoginAttempt(
            Served served,
            LoopServices services,
            Jobs jobs,
            Owner owner,
            InetAddress address,
            String name,
            String password) {
        this.served = served;
        this.services = services;
        this.jobs = jobs;
        this.owner = owner;
        this.address = address;
        this.name = name;
        this.password = password;
    }

    /** Stands in line. */
    public void begin() throws StorageException {
        if (isBanned()) {
            return;
        }
        OptionalLong wait = guard().reserve(address, name, now());
        if (wait.isEmpty()) {
            log.debug(
                    "Login refused: account=\"{}\" address={} reason=too-many-attempts",
                    account(),
                    AddressGroup.host(address));
            owner.expelled("Too many attempts; try again later.");
        } else if (wait.getAsLong() > 0) {
            jobs.later(wait.getAsLong(), () -> orGiveUp(this::judge));
        } else {
            judge();
        }
    }

    /** Lets a guest in, who needs no password, unless even guests are banned. */
    public void beginAs(Account guest) throws StorageException {
        if (!isBanned()) {
            enter(guest, true);
        }
    }

    private void enter(Account account, boolean guest) throws StorageException {
        if (account.root().isRoot()) {
            enter(account, guest, served.store());
        } else {
            jobs.onStorage(
                    served.store(),
                    account.root(),
                    store -> Home.open(store, account),
                    home -> home.view()
                            .ifPresentOrElse(
                                    view -> enter(account, guest, view),
                                    () -> owner.refused(
                                            "Your folder cannot be opened; tell the server's administrator.")));
        }
    }

    private void enter(Account account, boolean guest, Storage view) {
        if (served.admission().logIn(account)) {
            owner.entered(new Login(served, account, guest, view));
            return;
        }
        if (view != served.store()) {
            view.close();
        }
        owner.refused("This account has as many sessions as it may have; close one first.");
    }

    /** The folder of an account, if it could be opened. */
    private record Home(Optional<Storage> view) implements Closeable {

        /** Opens it; why it could not be opened is logged. */
        static Home open(Storage all, Account account) {
            try {
                return new Home(Optional.of(all.below(account.root())));
            } catch (StorageException e) {
                log.warn(
                        "The folder of account \"{}\" cannot be opened: {}",
                        LogText.escape(account.name()),
                        e.getMessage());
                return new Home(Optional.empty());
            }
        }

        @Override
        public void close() {
            view.ifPresent(Storage::close);
        }
    }

    private boolean isBanned() {
        Optional<String> banned = guard().banned(address, now());
        banned.ifPresent(owner::expelled);
        return banned.isPresent();
    }

    private void judge() throws StorageException {
        if (isBanned()) {
            return;
        }
        Accounts accounts = served.accounts();
        int before = guard().failures(address, name, now());
        jobs.run(
                services.lanes().logins(),
                () -> Answer.to(() -> accounts.authenticate(name, password)),
                answer -> orGiveUp(() -> heard(answer, before)));
    }

    private void heard(Answer answer, int before) throws StorageException {
        if (answer.failure().isPresent()) {
            log.error(
                    "Login failed: account=\"{}\" address={} reason=accounts-failed",
                    account(),
                    AddressGroup.host(address),
                    answer.failure().get());
            owner.unknown();
        } else if (guard().failures(address, name, now()) > before) {
            // Others failed while this was judged beside them. What came of it must not be told before its turn.
            begin();
        } else if (answer.account().isPresent()) {
            guard().succeeded(address, name, now());
            enter(answer.account().get(), false);
        } else {
            failed();
        }
    }

    private void failed() {
        log.warn(
                "Login failed: account=\"{}\" address={} reason=wrong-name-or-password",
                account(),
                AddressGroup.host(address));
        guard().failed(address, name, now()).ifPresent(this::logBan);
        if (!isBanned()) {
            owner.wrong();
        }
    }

    private void logBan(AddressGroup network) {
        HostSettings settings = served.settings();
        log.warn(
                "Address banned: address={} failures={} seconds={}",
                network,
                settings.banAfter(),
                settings.banTime().toSeconds());
    }

    /** The account of guests, if they may come; what the accounts throw is logged, and then nobody knows. */
    public static Answer guest(Accounts accounts) {
        Answer answer = Answer.to(accounts::anonymous);
        answer.failure().ifPresent(failure -> log.error("Accounts failed when asked for guests", failure));
        return answer;
    }

    /** A step of an attempt. */
    private interface Step {
        void run() throws StorageException;
    }

    private void orGiveUp(Step step) {
        try {
            step.run();
        } catch (StorageException e) {
            log.debug("No room to judge a password: {}", e.getMessage());
            owner.unknown();
        }
    }

    private LoginGuard guard() {
        return served.logins();
    }

    private long now() {
        return services.loop().now();
    }

    /** The name between quotes: it cannot close them, and not end the line. */
    private String account() {
        return LogText.escape(LoginGuard.shorten(name)).replace("\"", "\\x22");
    }
}
