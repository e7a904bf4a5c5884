package dev.sluice.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class UserSearchTest {

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 1", "1, 10", "7, 10", "10, 10", "777, 10000", "9999, 10000", "10000, 10000"})
    void shouldFindTheMostUsersThatAreHeld(int held, int most) throws Exception {
        int found = UserSearch.largest(most, users -> {
            assertThat(users).isBetween(1, most);
            return users <= held;
        });
        assertThat(found).isLessThanOrEqualTo(held).isGreaterThanOrEqualTo((int) (held * 0.95));
    }

    @Test
    void shouldNotAskOften() throws Exception {
        List<Integer> asked = new ArrayList<>();
        UserSearch.largest(10_000, users -> {
            asked.add(users);
            return users <= 3000;
        });
        assertThat(asked).hasSizeLessThan(20).doesNotHaveDuplicates();
    }
}
