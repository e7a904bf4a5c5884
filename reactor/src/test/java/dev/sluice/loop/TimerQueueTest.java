package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The heap against a model that sorts. */
class TimerQueueTest {

    private static final int TIMERS = 12;

    /** Arms timer {@code timer} at {@code deadline}, cancels it, or takes what is due at {@code deadline}. */
    private record Step(Kind kind, int timer, long deadline) {}

    private enum Kind {
        SET,
        REMOVE,
        POLL
    }

    private record Entry(Timer timer, long deadline) {}

    @Property
    void shouldBehaveLikeASortedList(@ForAll("steps") List<Step> steps, @ForAll("origins") long origin)
            throws IOException {
        try (EventLoop loop = EventLoop.open("unused", Ticker.SYSTEM, (task, cause) -> {})) {
            TimerQueue queue = new TimerQueue();
            List<Timer> timers = new ArrayList<>();
            for (int i = 0; i < TIMERS; i++) {
                timers.add(new Timer(loop, queue, "timer " + i, () -> {}));
            }
            List<Entry> model = new ArrayList<>();
            for (Step step : steps) {
                run(step, origin, timers.get(step.timer), queue, model);
                check(queue, timers, model, origin);
            }
            drain(queue, model, origin);
        }
    }

    private static void run(Step step, long origin, Timer timer, TimerQueue queue, List<Entry> model) {
        long time = origin + step.deadline;
        switch (step.kind) {
            case SET -> {
                model.removeIf(entry -> entry.timer == timer);
                model.add(new Entry(timer, step.deadline));
                queue.set(timer, time);
            }
            case REMOVE -> {
                model.removeIf(entry -> entry.timer == timer);
                queue.remove(timer);
            }
            case POLL -> {
                Timer due = queue.pollDue(time);
                if (due == null) {
                    assertThat(model).noneMatch(entry -> entry.deadline <= step.deadline);
                } else {
                    assertThat(due.deadline - origin).isEqualTo(earliest(model)).isLessThanOrEqualTo(step.deadline);
                    assertThat(model.removeIf(entry -> entry.timer == due)).isTrue();
                }
            }
        }
    }

    private static void check(TimerQueue queue, List<Timer> timers, List<Entry> model, long origin) {
        assertThat(queue.nanosToNext(origin))
                .isEqualTo(model.isEmpty() ? Long.MAX_VALUE : Math.max(0, earliest(model)));
        assertThat(timers.stream().filter(Timer::isArmed))
                .containsExactlyInAnyOrderElementsOf(
                        model.stream().map(Entry::timer).toList());
    }

    private static void drain(TimerQueue queue, List<Entry> model, long origin) {
        List<Long> left = new ArrayList<>();
        for (Timer due = queue.pollDue(origin + 100); due != null; due = queue.pollDue(origin + 100)) {
            left.add(due.deadline - origin);
        }
        assertThat(left)
                .containsExactlyElementsOf(
                        model.stream().map(Entry::deadline).sorted().toList());
    }

    private static long earliest(List<Entry> model) {
        return model.stream()
                .map(Entry::deadline)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds =
                Arbitraries.frequency(Tuple.of(4, Kind.SET), Tuple.of(1, Kind.REMOVE), Tuple.of(1, Kind.POLL));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, TIMERS - 1),
                        Arbitraries.longs().between(-20, 100))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /** Clock readings near which the deadlines lie; beyond {@link Long#MAX_VALUE} the reading wraps around. */
    @Provide
    Arbitrary<Long> origins() {
        return Arbitraries.of(0L, -50L, Long.MAX_VALUE - 50, Long.MAX_VALUE, Long.MIN_VALUE);
    }
}
