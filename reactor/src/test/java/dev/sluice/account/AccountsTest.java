package dev.sluice.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {

    private final Accounts users = Accounts.of(
            Map.of(Account.of("ann", Rights.WRITE), "secret", Account.of("open", Rights.WRITE), ""), Optional.empty());

    @Test
    void shouldKnowNamesWithTheirPasswords() {
        assertThat(users.authenticate("ann", "secret")).hasValue(Account.of("ann", Rights.WRITE));
        assertThat(users.authenticate("open", "")).hasValue(Account.of("open", Rights.WRITE));
        assertThat(users.anonymous()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secre", "secret2", "secres", "Secret", "nobody's"})
    void shouldNotTakeAnythingElse(String password) {
        assertThat(users.authenticate("ann", password)).isEmpty();
        assertThat(users.authenticate("bob", password)).isEmpty();
        assertThat(users.authenticate("Ann", password)).isEmpty();
    }
}
