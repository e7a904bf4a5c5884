package dev.sluice.transfer;

import static dev.sluice.transfer.TransferState.ENDED;
import static dev.sluice.transfer.TransferState.FINISHING;
import static dev.sluice.transfer.TransferState.MOVING;
import static dev.sluice.transfer.TransferState.ON_POOL;
import static dev.sluice.transfer.TransferState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transfer goes from state to state as drawn, and in no other way. */
@Timeout(10)
class TransferStateTest {

    private static Set<TransferState> after(TransferState state) {
        return switch (state) {
            case WAITING -> Set.of(MOVING, FINISHING);
            case MOVING -> Set.of(ON_POOL, FINISHING);
            case ON_POOL -> Set.of(MOVING, FINISHING);
            case FINISHING -> Set.of(ENDED);
            case ENDED -> Set.of();
        };
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnAsDrawnAndRefuseLoudlyAnyOtherWay(TransferState state) {
        for (TransferState next : TransferState.values()) {
            if (after(state).contains(next)) {
                assertThat(state.to(next)).isSameAs(next);
            } else {
                assertThatThrownBy(() -> state.to(next))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll(state.name(), next.name());
            }
        }
        assertThat(WAITING.isOver()).isFalse();
        assertThat(state.isOver()).isEqualTo(!after(state).contains(FINISHING));
    }
}
