package dev.sluice.account;

import dev.sluice.loop.Failure;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What {@link Accounts} said, or why they said nothing: they are an embedder's code, and whatever they throw must reach neither the loop
 * nor the pool's thread. May be made on any thread.
 *
 * @param account the account, if they know one
 * @param failure what they threw instead of an answer
 */
public record Answer(Optional<Account> account, Optional<Throwable> failure) {

    /** Asks {@code question} here and now. */
    public static Answer to(Supplier<Optional<Account>> question) {
        try {
            return new Answer(Objects.requireNonNull(question.get(), "Accounts returned null"), Optional.empty());
        } catch (Throwable e) {
            Failure.survivable(e);
            return new Answer(Optional.empty(), Optional.of(e));
        }
    }
}
