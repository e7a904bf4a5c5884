package dev.sluice.account;

import dev.sluice.net.AddressGroup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;

/**
 * Lines in which attempts to log in wait behind each other, one for each address, or for each account, with failures to answer for.
 *
 * <p>Times are readings of one clock in nanoseconds. One thread at a time.
 */
final class LoginLines<K> {

    /** How long a failure counts. */
    private static final long MEMORY = Duration.ofMinutes(10).toNanos();

    private static final long FIRST_DELAY = Duration.ofMillis(250).toNanos();

    /** Failures after which slots are no farther apart. */
    private static final int ENOUGH = 6;

    private final long farthestApart;
    private final int mostFailures;
    private final Map<K, Line> lines = new Recent<>();

    /**
     * No lines yet.
     *
     * @param farthestApart nanoseconds between two slots at most
     * @param remembered failures of a line that are remembered at least
     */
    LoginLines(long farthestApart, int remembered) {
        this.farthestApart = farthestApart;
        this.mostFailures = Math.max(remembered, ENOUGH);
    }

    /** An account as seen from a network: its owner at home, or somebody who tries. */
    record Origin(AddressGroup network, String account) {}

    /** A wrong password. */
    private record Failure(long at, Origin origin) {}

    /** The line at {@code key}, if there are failures for which anybody has to stand in it. */
    Optional<Line> find(K key, long now) {
        Optional<Line> line = Optional.ofNullable(lines.get(key));
        line.ifPresent(known -> known.forget(now));
        if (line.isPresent() && line.get().failures() == 0) {
            lines.remove(key);
            return Optional.empty();
        }
        return line;
    }

    /** Notes a failure, and says how many the line has now. */
    int add(K key, Origin origin, long now) {
        Line line = find(key, now).orElseGet(() -> {
            Line fresh = new Line(now, farthestApart, mostFailures);
            lines.put(key, fresh);
            return fresh;
        });
        line.add(new Failure(now, origin));
        return line.failures();
    }

    /** The failures of one address or at one account, and who waits because of them. */
    static final class Line {
        private final long farthestApart;
        private final int mostFailures;
        private final ArrayDeque<Failure> failures = new ArrayDeque<>(2);
        private final ArrayDeque<Long> slots = new ArrayDeque<>(2);
        private long last;

        private Line(long now, long farthestApart, int mostFailures) {
            this.farthestApart = farthestApart;
            this.mostFailures = mostFailures;
            this.last = now;
        }

        int failures() {
            return failures.size();
        }

        int failures(Origin origin) {
            return (int) failures.stream()
                    .filter(failure -> failure.origin.equals(origin))
                    .count();
        }

        private void add(Failure failure) {
            if (failures.size() == mostFailures) {
                failures.remove();
            }
            failures.add(failure);
            last = failure.at - last > 0 ? failure.at : last;
        }

        void forgive(Origin origin) {
            failures.removeIf(failure -> failure.origin.equals(origin));
        }

        private void forget(long now) {
            while (!failures.isEmpty() && now - failures.peek().at >= MEMORY) {
                failures.remove();
            }
            while (!slots.isEmpty() && slots.peek() - now <= 0) {
                slots.remove();
            }
        }

        /** Nanoseconds until the next slot: who waits already is expected to fail. */
        long delay(long now) {
            int doublings = Math.min(failures.size() + slots.size(), ENOUGH) - 1;
            return Math.max(0, last + Math.min(FIRST_DELAY << doublings, farthestApart) - now);
        }

        void take(long slot) {
            slots.add(slot);
            last = slot;
        }
    }
}
