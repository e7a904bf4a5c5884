package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One turn: what runs in it, in which order, and what one task's failure does to the others. */
@Timeout(20)
class EventLoopTest {

    private final List<String> seen = new ArrayList<>();
    private TurnedLoop turned;
    private EventLoop loop;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        loop = turned.loop();
    }

    @AfterEach
    void closeAndCheckForLeaks() {
        turned.close();
    }

    @Test
    void shouldServeChannelsThenMailboxThenTimersThenNextTurn() throws IOException {
        try (SocketPair pair = SocketPair.open()) {
            pair.peer().write(ByteBuffer.wrap(new byte[1]));
            Registration registration = register(pair, () -> seen.add("channel"));
            loop.nextTurn(() -> seen.add("next turn"));
            loop.timer("timer", () -> seen.add("timer")).fireAfter(1);
            loop.execute(() -> seen.add("mailbox"));
            turned.pass(Duration.ofNanos(1));

            turned.turnUntil(() -> !seen.isEmpty());

            assertThat(seen).containsExactly("channel", "mailbox", "timer", "next turn");
            registration.close();
        }
    }

    @Test
    void shouldTakeTheMailboxAsItStands() throws IOException {
        loop.execute(() -> {
            seen.add("first");
            loop.execute(() -> seen.add("second"));
        });
        turned.turn();
        assertThat(seen).containsExactly("first");
        turned.turn();
        assertThat(seen).containsExactly("first", "second");
    }

    @Test
    void shouldRunWorkForTheNextTurnOnceAndWithoutSleep() throws IOException {
        loop.nextTurn(() -> {
            seen.add("first");
            loop.nextTurn(() -> seen.add("second"));
        });
        loop.runOnce(Long.MAX_VALUE);
        assertThat(seen).containsExactly("first");
        loop.runOnce(Long.MAX_VALUE);
        assertThat(seen).containsExactly("first", "second");
        turned.turn();
        assertThat(seen).hasSize(2);
    }

    @Test
    void shouldLookAtTheSelectorBeforeWorkThatAHandlerLeftForTheNextTurn() throws IOException {
        try (SocketPair pair = SocketPair.open();
                SocketPair other = SocketPair.open()) {
            Registration second = register(other, () -> seen.add("other channel"));
            Registration first = loop.register(pair.here(), SelectionKey.OP_READ, handler(() -> {
                write(other.peer());
                loop.nextTurn(() -> seen.add("next turn"));
            }));
            write(pair.peer());

            turned.turnUntil(() -> seen.contains("next turn"));

            assertThat(seen).first().isEqualTo("other channel");
            first.close();
            second.close();
        }
    }

    @Test
    void shouldRunDeferredWorkRightAfterItsHandler() throws IOException {
        loop.execute(() -> {
            loop.defer(() -> {
                seen.add("deferred");
                loop.defer(() -> seen.add("deferred by deferred"));
            });
            seen.add("handler");
        });
        loop.execute(() -> seen.add("next handler"));
        turned.turn();
        assertThat(seen).containsExactly("handler", "deferred", "deferred by deferred", "next handler");
    }

    @Test
    void shouldRunWorkThatWasDeferredBetweenTurnsWithoutSleep() throws IOException {
        loop.defer(() -> seen.add("deferred"));
        turned.turnUntil(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("deferred");
    }

    @Test
    void shouldApplyInterestThatWasChangedBetweenTurns() throws IOException {
        try (SocketPair pair = SocketPair.open()) {
            Registration registration = loop.register(pair.here(), 0, handler(() -> seen.add("ready")));
            turned.turn();
            registration.want(SelectionKey.OP_WRITE);
            turned.turn();
            assertThat(seen).containsExactly("ready");
            registration.close();
        }
    }

    @Test
    void shouldReportWhatATaskThrowsAndGoOn() throws IOException {
        loop.execute(() -> {
            loop.defer(() -> seen.add("deferred"));
            throw new IllegalStateException("posted");
        });
        loop.timer("a timer", () -> {
                    throw new IllegalStateException("timed");
                })
                .fireAfter(1);
        loop.nextTurn(() -> {
            throw new IllegalStateException("once more");
        });
        loop.nextTurn(() -> seen.add("last"));
        turned.advance(Duration.ofNanos(1));
        assertThat(turned.uncaught()).containsExactly("mailbox: posted", "a timer: timed", "next turn: once more");
        assertThat(seen).containsExactly("deferred", "last");
    }

    @Test
    void shouldRethrowWhatNobodyGetsOverAndStillCloseCleanly() {
        loop.execute(() -> {
            throw new OutOfMemoryError("wrong");
        });
        assertThatThrownBy(turned::turn).isInstanceOf(OutOfMemoryError.class).hasMessage("wrong");
    }

    @Test
    void shouldReportAnErrorThatEndsOneTaskOnlyAndGoOn() throws IOException {
        loop.execute(() -> {
            throw new StackOverflowError("deep");
        });
        loop.execute(() -> seen.add("next"));
        turned.turn();
        assertThat(turned.uncaught()).containsExactly("mailbox: java.lang.StackOverflowError: deep");
        assertThat(seen).containsExactly("next");
    }

    @Test
    void shouldLookAtTheSelectorAfterAPauseBeforeItJudgesByTheClock() throws IOException {
        try (SocketPair pair = SocketPair.open()) {
            Registration registration = register(pair, () -> seen.add("channel"));
            loop.timer("idle timeout", () -> seen.add("timer"))
                    .fireAfter(Duration.ofMinutes(5).toNanos());
            // The machine sleeps while the turn is under way, and bytes come meanwhile.
            loop.execute(() -> {
                turned.pass(Duration.ofMinutes(6));
                write(pair.peer());
            });
            turned.turn();
            assertThat(seen).isEmpty();
            turned.turnUntil(() -> seen.contains("timer"));
            assertThat(seen).first().isEqualTo("channel");
            registration.close();
        }
    }

    @Test
    void shouldLookAtAllChannelsAfterAPauseThoughTheSelectorShowsThemInBatches() throws IOException {
        int many = 1_500;
        List<SocketPair> pairs = new ArrayList<>();
        List<Registration> registrations = new ArrayList<>();
        Timer timer = loop.timer("idle timeout", () -> seen.add("timer"));
        timer.fireAfter(Duration.ofMinutes(5).toNanos());
        for (int i = 0; i < many; i++) {
            SocketPair pair = SocketPair.open();
            pairs.add(pair);
            registrations.add(loop.register(pair.here(), SelectionKey.OP_READ, handler(() -> {
                seen.add("channel");
                read(pair.here());
            })));
            write(pair.peer());
        }
        turned.pass(Duration.ofMinutes(6));
        turned.turnUntil(() -> seen.contains("timer"));
        assertThat(seen.indexOf("timer")).isGreaterThanOrEqualTo(many);
        registrations.forEach(Registration::close);
        for (SocketPair pair : pairs) {
            pair.close();
        }
    }

    @Test
    void shouldNotWaitForEverWithTimersWhenAllChannelsAreAlwaysReady() throws IOException {
        int many = 1_500;
        List<SocketPair> pairs = new ArrayList<>();
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            SocketPair pair = SocketPair.open();
            pairs.add(pair);
            registrations.add(register(pair, () -> {}));
            write(pair.peer());
        }
        loop.timer("timer", () -> seen.add("timer")).fireAfter(1);
        turned.pass(Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            turned.turn();
        }
        assertThat(seen).contains("timer");
        registrations.forEach(Registration::close);
        for (SocketPair pair : pairs) {
            pair.close();
        }
    }

    @Test
    void shouldGiveTheResultOfASubmittedCall() throws Exception {
        CompletableFuture<String> result = loop.submit(() -> "value");
        CompletableFuture<String> failure = loop.submit(() -> {
            throw new IOException("no value");
        });
        assertThat(result).isNotDone();
        turned.turn();
        assertThat(result.get()).isEqualTo("value");
        assertThatThrownBy(failure::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("no value");
    }

    @Test
    void shouldNotLeaveACallerWaitingWhenItsCallEndsInAnError() {
        CompletableFuture<String> result = loop.submit(() -> {
            throw new InternalError("wrong");
        });
        assertThatThrownBy(turned::turn).isInstanceOf(InternalError.class);
        assertThat(result).isCompletedExceptionally();
    }

    @Test
    void shouldKeepOneTimeForATurnsHandlers() throws IOException {
        List<Long> times = new ArrayList<>();
        turned.pass(Duration.ofNanos(10));
        for (int i = 0; i < 2; i++) {
            loop.execute(() -> {
                times.add(loop.now());
                turned.pass(Duration.ofNanos(5));
            });
        }
        turned.turn();
        assertThat(times).containsExactly(10L, 10L);
        turned.turn();
        assertThat(loop.now()).isEqualTo(20);
    }

    @Test
    void shouldCountTurnsAndNameTheLongestHandler() throws IOException {
        loop.execute(() -> turned.pass(Duration.ofMillis(1)));
        loop.timer("slow", () -> loop.defer(() -> turned.pass(Duration.ofMillis(3))))
                .fireAfter(1);
        turned.advance(Duration.ofNanos(1));
        turned.turn();
        LoopStats.Snapshot stats = loop.stats().snapshot();
        assertThat(stats.turns()).isEqualTo(2);
        assertThat(stats.handlers()).isEqualTo(2);
        assertThat(stats.longestName()).isEqualTo("slow");
        assertThat(stats.longestNanos()).isEqualTo(3_000_000);
        assertThat(stats.lagMicros(0.5)).isEqualTo(1);
        assertThat(stats.lagMicros(1)).isEqualTo(4096);
    }

    @Test
    void shouldRefuseOtherThreads() throws Exception {
        turned.turn();
        Timer timer = loop.timer("timer", () -> {});
        List<Runnable> calls = List.of(
                () -> loop.defer(() -> {}),
                () -> loop.nextTurn(() -> {}),
                () -> timer.fireAfter(1),
                timer::cancel,
                loop::registrations,
                loop::assertOnLoop,
                loop::run);
        Thread stranger = new Thread(
                () -> {
                    for (Runnable call : calls) {
                        assertThatIllegalStateException()
                                .isThrownBy(call::run)
                                .withMessage("called on stranger, but this belongs to the event loop test");
                        seen.add("refused");
                    }
                },
                "stranger");
        stranger.start();
        stranger.join();
        assertThat(seen).hasSize(calls.size());
        turned.turn();
    }

    private static void read(SocketChannel channel) {
        try {
            channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(new byte[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Registration register(SocketPair pair, Runnable ready) throws IOException {
        return loop.register(pair.here(), SelectionKey.OP_READ, handler(ready));
    }

    private static ReadyHandler handler(Runnable ready) {
        return new ReadyHandler() {
            @Override
            public void ready(int readyOps) {
                ready.run();
            }

            @Override
            public void failed(Exception cause) {
                throw new AssertionError(cause);
            }
        };
    }
}
