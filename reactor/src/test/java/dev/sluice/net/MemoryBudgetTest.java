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

    private TurnedLoop turned;
    private MemoryBudget budget;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        budget = new MemoryBudget(turned.loop(), 100, 60);
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
        assertThat(account.borrow(61)).isFalse();
        assertThat(account.borrow(60)).isTrue();
        assertThat(account.borrow(1)).isFalse();
        account.giveBack(1);
        assertThat(account.borrow(1)).isTrue();
        account.giveBack(60);
    }

    @Test
    void shouldLeaveRoomForOtherAddresses() throws IOException {
        MemoryBudget.Account greedy = open("192.0.2.1");
        MemoryBudget.Account sibling = open("192.0.2.1");
        MemoryBudget.Account other = open("192.0.2.2");
        assertThat(greedy.borrow(60)).isTrue();
        assertThat(sibling.borrow(1)).isFalse();
        assertThat(other.borrow(40)).isTrue();
        assertThat(other.borrow(1)).as("beyond what there is in all").isFalse();
        greedy.giveBack(60);
        other.giveBack(40);
    }

    @Test
    void shouldTakeAnIpv6NetworkForOneHost() throws IOException {
        MemoryBudget.Account one = open("2001:db8:1:2::1");
        MemoryBudget.Account two = open("2001:db8:1:2:ffff::2");
        MemoryBudget.Account neighbour = open("2001:db8:1:3::1");
        assertThat(one.borrow(60)).isTrue();
        assertThat(two.borrow(1)).isFalse();
        assertThat(neighbour.borrow(1)).isTrue();
        one.giveBack(60);
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
                account.borrow(random.nextInt(30));
            } else {
                account.giveBack(random.nextInt((int) account.borrowed() + 1));
            }
            assertThat(budget.borrowed()).isBetween(0L, 100L);
            assertThat(accounts.stream()
                            .mapToLong(MemoryBudget.Account::borrowed)
                            .sum())
                    .isEqualTo(budget.borrowed());
        }
        accounts.forEach(account -> account.giveBack(account.borrowed()));
    }
}
