package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.loop.TurnedLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BufferPoolTest {

    private TurnedLoop turned;
    private BufferPool pool;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        pool = new BufferPool(turned.loop(), 100, 2);
    }

    @AfterEach
    void closeAndCheckForLeaks() {
        assertThat(pool.lent()).isZero();
        turned.close();
    }

    @Test
    void shouldLendAnEmptyDirectBufferAgain() {
        ByteBuffer buffer = pool.take();
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.capacity()).isEqualTo(100);
        buffer.position(10).limit(20);
        pool.giveBack(buffer);
        assertThat(pool.take()).isSameAs(buffer).isEqualTo(ByteBuffer.allocate(100));
        pool.giveBack(buffer);
    }

    @Test
    void shouldLendEachBufferToOneOwnerAndKeepTwo() {
        Set<ByteBuffer> first = take(3);
        assertThat(pool.lent()).isEqualTo(3);
        first.forEach(pool::giveBack);
        Set<ByteBuffer> second = take(3);
        assertThat(first.stream().filter(second::contains)).hasSize(2);
        second.forEach(pool::giveBack);
    }

    @Test
    void shouldBelongToTheLoop() throws IOException {
        turned.turn();
        CompletableFuture.runAsync(() -> assertThatIllegalStateException().isThrownBy(pool::take))
                .join();
    }

    private Set<ByteBuffer> take(int count) {
        Set<ByteBuffer> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < count; i++) {
            assertThat(taken.add(pool.take())).isTrue();
        }
        return taken;
    }
}
