package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import dev.sluice.loop.ReadyHandler;
import dev.sluice.net.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ControlChannelTest {

    /** A connection that says what it is told to, and takes so many bytes at a time. */
    private static final class Script implements Transport {
        private final StringBuilder written = new StringBuilder();
        private ByteBuffer input = ByteBuffer.allocate(0);
        private boolean ended;
        private int room = Integer.MAX_VALUE;
        private ReadyHandler handler;
        private int ops;
        private boolean open = true;

        void say(String bytes) throws IOException {
            input = UTF_8.encode(bytes);
            while (input.hasRemaining() && open && (ops & SelectionKey.OP_READ) != 0) {
                int before = input.remaining();
                handler.ready(SelectionKey.OP_READ);
                assertThat(input.remaining()).isLessThan(before);
            }
        }

        @Override
        public int read(ByteBuffer dst) {
            if (ended) {
                return -1;
            }
            int count = Math.min(dst.remaining(), input.remaining());
            dst.put(input.slice().limit(count));
            input.position(input.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer src) {
            int count = Math.min(room, src.remaining());
            byte[] bytes = new byte[count];
            src.get(bytes);
            written.append(new String(bytes, UTF_8));
            return count;
        }

        @Override
        public boolean isFlushed() {
            return true;
        }

        @Override
        public boolean canTransfer() {
            return false;
        }

        @Override
        public long transferFrom(FileChannel file, long position, long count) {
            throw new UnsupportedOperationException("no files here");
        }

        @Override
        public void handler(ReadyHandler newHandler) {
            handler = newHandler;
        }

        @Override
        public void want(int newOps) {
            ops = newOps;
        }

        @Override
        public void interactive() {}

        @Override
        public void finish(Runnable done) {
            done.run();
        }

        @Override
        public void close() {
            open = false;
        }

        @Override
        public void abort() {
            close();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 21);
        }

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
        }
    }

    /** What is done when a reply comes. */
    private interface Reaction {
        void to(Reply reply) throws IOException;
    }

    private final List<Integer> codes = new ArrayList<>();
    private final List<IOException> failures = new ArrayList<>();
    private final Script plain = new Script();
    private final ByteBuffer input = ByteBuffer.allocate(ControlChannel.INPUT_BYTES);

    private Reaction reaction = reply -> {};
    private ControlChannel channel;

    @BeforeEach
    void open() throws IOException {
        channel = new ControlChannel(plain, input, new ControlChannel.Listener() {
            @Override
            public void received(Reply reply) throws IOException {
                codes.add(reply.code());
                reaction.to(reply);
            }

            @Override
            public void failed(IOException cause) {
                failures.add(cause);
            }
        });
    }

    @Test
    void shouldTellRepliesHoweverTheyAreCut() throws Exception {
        for (String bytes : List.of("2", "20 rea", "dy\r\n331 who?\r\n230-in\r\n", " 999\r\n230 now\r", "\n")) {
            plain.say(bytes);
        }

        assertThat(codes).containsExactly(220, 331, 230);
    }

    @Test
    void shouldTakeMoreThanItsBufferHolds() throws Exception {
        plain.say("200 ok\r\n".repeat(10_000));

        assertThat(codes).hasSize(10_000);
    }

    @Test
    void shouldSendTheRestWhenThereIsRoom() throws Exception {
        plain.room = 4;
        channel.send("USER ann");
        assertThat(plain.ops).isEqualTo(SelectionKey.OP_READ | SelectionKey.OP_WRITE);

        while ((plain.ops & SelectionKey.OP_WRITE) != 0) {
            channel.ready(SelectionKey.OP_WRITE);
        }

        assertThat(plain.written).hasToString("USER ann\r\n");
        assertThat(plain.ops).isEqualTo(SelectionKey.OP_READ);
    }

    @Test
    void shouldDropWhatWasReadInPlaintextWhenTheTransportIsExchanged() throws Exception {
        Script encrypted = new Script();
        reaction = reply -> {
            if (reply.code() == 234) {
                channel.exchange(encrypted);
            }
        };

        plain.say("234 go ahead\r\n250 forged\r\n230-for");
        encrypted.say("200 ok\r\n");
        channel.send("PBSZ 0");

        assertThat(codes).containsExactly(234, 200);
        assertThat(plain.written).isEmpty();
        assertThat(encrypted.written).hasToString("PBSZ 0\r\n");
    }

    @Test
    void shouldForgetHalfAReplyOnExchangeAlsoBetweenReads() throws Exception {
        Script encrypted = new Script();
        plain.say("230-forged\r\n");

        channel.exchange(encrypted);
        encrypted.say("200 ok\r\n");

        assertThat(codes).containsExactly(200);
    }

    @Test
    void shouldNotExchangeInTheMiddleOfACommand() throws Exception {
        plain.room = 3;
        channel.send("AUTH TLS");

        assertThatIllegalStateException().isThrownBy(() -> channel.exchange(new Script()));
    }

    @Test
    void shouldTellNothingAfterItWasClosed() throws Exception {
        reaction = reply -> channel.close();

        plain.say("221 bye\r\n500 what?\r\n");

        assertThat(codes).containsExactly(221);
        assertThat(plain.open).isFalse();
    }

    @Test
    void shouldTakeTheEndForAFailureUnlessItsListenerDoesNot() {
        plain.ended = true;

        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> channel.ready(SelectionKey.OP_READ));
    }

    @Test
    void shouldNotTakeWhatIsNoFtp() {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> plain.say("SSH-2.0-OpenSSH\r\n"));
    }

    @Test
    void shouldTellBugsAsFailures() {
        EOFException end = new EOFException("end");
        channel.failed(end);
        channel.failed(new IllegalStateException("a bug"));

        assertThat(failures.get(0)).isSameAs(end);
        assertThat(failures.get(1)).hasMessageContaining("internal error").hasMessageContaining("a bug");
    }
}
