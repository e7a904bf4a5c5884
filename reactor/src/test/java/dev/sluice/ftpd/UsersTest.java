package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ftpd.Account.Permission;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {

    private final Users users = Users.of(Map.of("ann", "secret", "open", ""), Optional.empty());

    @Test
    void shouldKnowNamesWithTheirPasswords() {
        assertThat(users.authenticate("ann", "secret")).hasValue(new Account("ann", Permission.WRITE));
        assertThat(users.authenticate("open", "")).hasValue(new Account("open", Permission.WRITE));
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
