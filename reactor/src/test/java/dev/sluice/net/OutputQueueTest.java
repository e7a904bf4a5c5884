package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OutputQueueTest {

    private final ByteArrayOutputStream added = new ByteArrayOutputStream();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final OutputQueue queue = new OutputQueue();

    /** Adds what is positive, and flushes into a socket that has room for what is negative. */
    @Property
    void shouldKeepEveryByteInOrder(@ForAll @Size(max = 40) List<@IntRange(min = -600, max = 600) Integer> steps)
            throws IOException {
        Random random = new Random(1);
        for (int step : steps) {
            if (step > 0) {
                byte[] more = new byte[step];
                random.nextBytes(more);
                added.write(more);
                queue.add(more);
            } else {
                assertThat(queue.flush(socketWithRoomFor(-step))).isEqualTo(queue.size() == 0);
            }
            assertThat(queue.size()).isEqualTo(added.size() - written.size());
        }
        assertThat(queue.flush(socketWithRoomFor(Integer.MAX_VALUE))).isTrue();
        assertThat(written.toByteArray()).isEqualTo(added.toByteArray());
    }

    @Example
    void shouldHaveALimit() {
        queue.add(new byte[OutputQueue.LIMIT - 1]);
        queue.add(new byte[1]);
        assertThatThrownBy(() -> queue.add(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThat(queue.size()).isEqualTo(OutputQueue.LIMIT);
        assertThat(queue.capacity()).isEqualTo(OutputQueue.LIMIT);
    }

    @Example
    void shouldNotWriteWhenNothingWaits() throws IOException {
        assertThat(queue.flush(transport(src -> {
                    throw new IOException("not to be called");
                })))
                .isTrue();
    }

    @Example
    void shouldKeepWhatAFailedWriteDidNotTake() throws IOException {
        queue.add(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> queue.flush(transport(src -> {
                    throw new IOException("reset");
                })))
                .hasMessage("reset");
        assertThat(queue.size()).isEqualTo(3);
    }

    private interface Writer {
        int write(ByteBuffer src) throws IOException;
    }

    private Transport socketWithRoomFor(int room) {
        return transport(src -> {
            byte[] taken = new byte[Math.min(room, src.remaining())];
            src.get(taken);
            written.write(taken);
            return taken.length;
        });
    }

    /** A transport of which only {@link Transport#write} may be called. */
    private static Transport transport(Writer writer) {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("write");
                    return writer.write((ByteBuffer) arguments[0]);
                });
    }
}
