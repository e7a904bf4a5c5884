package dev.sluice.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where accounts come from. What a method throws is logged, and the client is told to try again later.
 */
public interface Accounts {

    /**
     * The account for a name and password, or empty if they do not fit. Called on a pool thread and may block, as hashing a password
     * does, but not for longer than clients wait; two threads may call it at a time. An unknown name should take as long as a wrong
     * password.
     */
    Optional<Account> authenticate(String name, String password);

    /**
     * The account of guests, who log in as {@code anonymous} or {@code ftp} with any password; empty, as by default, when they may not
     * come. Called on the loop: must not block.
     */
    default Optional<Account> anonymous() {
        return Optional.empty();
    }

    /** Accounts with their passwords; {@code guest} is empty when guests may not come. */
    static Accounts of(Map<Account, String> passwords, Optional<Account> guest) {
        Map<String, Account> known =
                passwords.keySet().stream().collect(Collectors.toUnmodifiableMap(Account::name, Function.identity()));
        Map<Account, String> secrets = Map.copyOf(passwords);
        return new Accounts() {
            @Override
            public Optional<Account> authenticate(String name, String password) {
                // The time depends on the first of the two alone, so that it tells nothing of the second, nor whether
                // there is one.
                Optional<Account> account = Optional.ofNullable(known.get(name));
                byte[] expected = account.map(secrets::get).orElse("nobody's").getBytes(StandardCharsets.UTF_8);
                boolean fits = MessageDigest.isEqual(password.getBytes(StandardCharsets.UTF_8), expected);
                return fits ? account : Optional.empty();
            }

            @Override
            public Optional<Account> anonymous() {
                return guest;
            }
        };
    }
}
