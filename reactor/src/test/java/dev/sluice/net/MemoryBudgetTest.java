package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.loop.TurnedLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MemoryBudgetTest {

    private static final long LIMIT = 6400;
    private static final long HALF = LIMIT / 2;
    private static final long EIGHTH = LIMIT / 8;
    private static final long LITTLE = LIMIT / 64;

    private TurnedLoop turned;
    private MemoryBudget budget;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        budget = new MemoryBudget(turned.loop(), LIMIT);
    }

    @AfterEach
    void closeAndCheckForLeaks() {
        assertThat(budget.borrowed()).isZero();
        turned.close();
    }

    private MemoryBudget.Account open(String address) throws IOException {
        return budget.open(InetAddress.getByName(address));
    }

    @Test
    void shouldLendAllOrNothing() throws IOException {
        MemoryBudget.Account account = open("192.0.2.1");
        assertThat(account.borrow(HALF + 1)).isFalse();
        assertThat(account.borrow(HALF)).isTrue();
        assertThat(account.borrow(1)).isFalse();
        account.giveBack(1);
        assertThat(account.borrow(1)).isTrue();
        account.giveBack(HALF);
    }

    @Test
    void shouldLeaveRoomForOtherAddresses() throws IOException {
        MemoryBudget.Account greedy = open("192.0.2.1");
        MemoryBudget.Account sibling = open("192.0.2.1");
        MemoryBudget.Account other = open("192.0.2.2");
        assertThat(greedy.borrow(HALF)).isTrue();
        assertThat(sibling.borrow(1)).isFalse();
        assertThat(other.borrow(HALF - EIGHTH)).isTrue();
        assertThat(other.borrow(1)).as("what is kept for others").isFalse();
        greedy.giveBack(HALF);
        other.giveBack(HALF - EIGHTH);
    }

    @Test
    void shouldKeepAnEighthForThoseWhoHoldLittle() throws IOException {
        MemoryBudget.Account one = open("192.0.2.1");
        MemoryBudget.Account two = open("192.0.2.2");
        assertThat(one.borrow(HALF)).isTrue();
        assertThat(two.borrow(HALF - EIGHTH)).isTrue();
        List<MemoryBudget.Account> modest = new ArrayList<>();
        for (int i = 0; i < EIGHTH / LITTLE; i++) {
            modest.add(open("192.0.2." + (101 + i)));
            assertThat(modest.get(i).borrow(LITTLE)).isTrue();
            assertThat(modest.get(i).borrow(1)).as("more than a little").isFalse();
        }
        assertThat(budget.borrowed()).isEqualTo(LIMIT);
        assertThat(open("192.0.2.100").borrow(1))
                .as("beyond what there is in all")
                .isFalse();
        one.giveBack(HALF);
        two.giveBack(HALF - EIGHTH);
        modest.forEach(account -> account.giveBack(LITTLE));
    }

    @Test
    void shouldTakeAnIpv6NetworkForOneHost() throws IOException {
        MemoryBudget.Account one = open("2001:db8:1:2::1");
        MemoryBudget.Account two = open("2001:db8:1:2:ffff::2");
        MemoryBudget.Account neighbour = open("2001:db8:1:3::1");
        assertThat(one.borrow(HALF)).isTrue();
        assertThat(two.borrow(1)).isFalse();
        assertThat(neighbour.borrow(1)).isTrue();
        one.giveBack(HALF);
        neighbour.giveBack(1);
    }

    @Test
    void shouldTakeBackFromAClosedAccountAndLendItNoMore() throws IOException {
        MemoryBudget.Account account = open("192.0.2.1");
        assertThat(account.borrow(10)).isTrue();
        account.close();
        account.close();
        assertThat(account.borrow(1)).isFalse();
        account.giveBack(10);
    }

    @Test
    void shouldNotTakeMoreThanItLent() throws IOException {
        MemoryBudget.Account account = open("192.0.2.1");
        assertThatIllegalStateException().isThrownBy(() -> account.giveBack(1));
    }

    @Test
    void shouldNeverLendMoreThanThereIs() throws IOException {
        Random random = new Random(1);
        List<MemoryBudget.Account> accounts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            accounts.add(open("192.0.2." + i % 3));
        }
        for (int i = 0; i < 10_000; i++) {
            MemoryBudget.Account account = accounts.get(random.nextInt(accounts.size()));
            if (random.nextBoolean()) {
                account.borrow(random.nextInt(1000));
            } else {
                account.giveBack(random.nextInt((int) account.borrowed() + 1));
            }
            assertThat(budget.borrowed()).isBetween(0L, LIMIT);
            assertThat(accounts.stream()
                            .mapToLong(MemoryBudget.Account::borrowed)
                            .sum())
                    .isEqualTo(budget.borrowed());
        }
        accounts.forEach(account -> account.giveBack(account.borrowed()));
    }
}
