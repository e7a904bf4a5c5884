package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.Reply;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Transport;
import dev.sluice.net.Transports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A control connection that goes on over another transport, as after AUTH TLS. */
@Timeout(20)
class ControlConnectionTest {

    private TurnedLoop turned;
    private SocketPair before;
    private SocketPair after;
    private Transport other;
    private ControlConnection control;
    private final List<String> lines = new ArrayList<>();

    /** Takes lines, and exchanges the transport at the one that asks for it. */
    private final class Taker implements ControlConnection.Listener {
        @Override
        public void pump() {
            for (LineDecoder.Line line = control.next(); line != null; line = control.next()) {
                lines.add(line.text());
                if (line.text().equals("AUTH")) {
                    try {
                        control.exchange(other);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public boolean isStranger() {
            return false;
        }

        @Override
        public int heldBytes() {
            return 0;
        }

        @Override
        public void endOfInput() {
            throw new AssertionError("nobody ends it");
        }

        @Override
        public void broken(Exception cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void outOfMemory() {
            throw new AssertionError("little is needed");
        }

        @Override
        public void flushed() {
            assertThat(control.unsent()).isZero();
        }
    }

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        before = SocketPair.open();
        after = SocketPair.open();
        other = Transports.plain(turned.loop(), after.here());
        MemoryBudget budget = new MemoryBudget(turned.loop(), 1 << 20);
        control = new ControlConnection(
                turned.loop(),
                Transports.plain(turned.loop(), before.here()),
                ByteBuffer.allocate(1024),
                100,
                budget.open(InetAddress.getLoopbackAddress()),
                new Taker());
    }

    @AfterEach
    void close() throws IOException {
        before.close();
        after.close();
        turned.turn();
        turned.close();
    }

    private static void send(SocketPair pair, String text) throws IOException {
        pair.peer().write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    @Test
    void shouldDropWhatCameTheOldWay() throws IOException {
        send(before, "NOOP\r\nAUTH\r\nDELE file\r\nDE");
        turned.turnUntil(() -> lines.size() == 2);
        send(after, "LE other\r\nPWD\r\n");
        turned.turnUntil(() -> lines.contains("PWD"));
        assertThat(lines).containsExactly("NOOP", "AUTH", "LE other", "PWD");
    }

    @Test
    void shouldAnswerTheNewWay() throws IOException {
        send(before, "AUTH\r\n");
        turned.turnUntil(() -> !lines.isEmpty());
        control.send(Reply.of(200, "here"));
        turned.turn();
        ByteBuffer answer = ByteBuffer.allocate(100);
        assertThat(after.peer().read(answer)).isEqualTo("200 here\r\n".length());
    }

    @Test
    void shouldNotTakeOutputAlongThatWasMeantForTheOldWay() {
        control.send(Reply.of(234, "go ahead"));
        assertThatIllegalStateException().isThrownBy(() -> control.exchange(other));
    }
}
