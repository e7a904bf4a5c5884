package dev.sluice.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * Where accounts come from. What a method throws is logged, and the client is told to try again later.
 */
public interface Accounts {

    /**
     * The account for a name and password, or empty if they do not fit. Called on a pool thread and may block, as hashing a password
     * does; an unknown name should take as long as a wrong password.
     */
    Optional<Account> authenticate(String name, String password);

    /** The account of somebody who logs in as {@code anonymous} or {@code ftp}, or empty when nobody may. Does not block. */
    Optional<Account> anonymous();

    /** Accounts from a map of names to passwords, with {@link Rights#WRITE}; {@code guest} is empty when guests may not come. */
    static Accounts of(Map<String, String> passwords, Optional<Account> guest) {
        Map<String, String> known = Map.copyOf(passwords);
        return new Accounts() {
            @Override
            public Optional<Account> authenticate(String name, String password) {
                // The time depends on the first of the two alone, so that it tells nothing of the second, nor whether
                // there is one.
                byte[] expected = known.getOrDefault(name, "nobody's").getBytes(StandardCharsets.UTF_8);
                boolean fits = MessageDigest.isEqual(password.getBytes(StandardCharsets.UTF_8), expected);
                return fits && known.containsKey(name) ? Optional.of(Account.of(name, Rights.WRITE)) : Optional.empty();
            }

            @Override
            public Optional<Account> anonymous() {
                return guest;
            }
        };
    }
}
