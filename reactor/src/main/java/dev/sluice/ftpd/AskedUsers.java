package dev.sluice.ftpd;

import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.loop.Failure;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link Users} said, or why they said nothing: they are an embedder's code, and whatever they throw must reach neither the loop
 * nor the pool's thread. May be made on any thread.
 *
 * @param account the account, if they know one
 * @param failure what they threw instead of an answer
 */
record AskedUsers(Optional<Account> account, Optional<Throwable> failure) {

    private static final Logger log = LoggerFactory.getLogger("dev.sluice.login");

    /** Asks {@code question} here and now. */
    static AskedUsers ask(Supplier<Optional<Account>> question) {
        try {
            return new AskedUsers(Objects.requireNonNull(question.get(), "Users returned null"), Optional.empty());
        } catch (Throwable e) {
            Failure.survivable(e);
            return new AskedUsers(Optional.empty(), Optional.of(e));
        }
    }

    /**
     * The account, if they know one.
     *
     * @throws Refusal when they failed, which is logged with its cause
     */
    Optional<Account> answer() throws Refusal {
        if (failure.isPresent()) {
            log.error("Users failed, so that nobody can log in", failure.get());
            throw new Refusal(451, "Logging in is not possible at the moment; try again later.");
        }
        return account;
    }
}
