package dev.sluice.server;

import dev.sluice.account.Accounts;
import dev.sluice.account.LoginGuard;
import dev.sluice.storage.Storage;
import java.time.Clock;

/**
 * What lives as long as the server, whatever is spoken and on whatever loop. Every part may be used by any thread.
 *
 * @param settings what the server was told at its start
 * @param store the files
 * @param admission who may be here
 * @param logins what makes guessing passwords slow
 * @param longJobs those who have long work done, by address
 * @param transferLog what became of transfers
 */
public record Served(
        HostSettings settings,
        Storage store,
        Admission admission,
        LoginGuard logins,
        Headcount longJobs,
        TransferLog transferLog) {

    /** What {@code settings} ask for, with nobody here yet. */
    static Served of(HostSettings settings, Storage store, Clock clock) {
        LoginGuard logins = new LoginGuard(settings.banAfter(), settings.banTime());
        return new Served(
                settings, store, new Admission(settings, logins), logins, new Headcount(), new TransferLog(clock));
    }

    /** Who may log in. */
    public Accounts accounts() {
        return settings.accounts();
    }
}
