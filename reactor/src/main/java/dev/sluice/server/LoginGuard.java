package dev.sluice.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes guessing passwords slow, for whoever guesses and for nobody else.
 *
 * <p>Wrong passwords are remembered for ten minutes, by client address and by account, whether that exists or not. Who has none to
 * answer for is judged at once. Otherwise attempts stand in line, one for the address and one for the account: each gets the next free
 * slot, and the slots are the farther apart the more failures there were and the more attempts wait already. So a hundred connections
 * try no more passwords than one. The line of an account moves faster than that of an address, since its owner stands in it too; and
 * where the owner has logged in lately, only wrong passwords from there count against him.
 *
 * <p>After some failures an address is banned for a time. An IPv6 address stands for its /64, which is what one customer gets.
 *
 * <p>Bounded in all it keeps: the oldest goes. Times are readings of one clock in nanoseconds. Not thread safe: the loop's thread only.
 */
final class LoginGuard {

    /** A ban after more failures would never begin: in ten minutes an address comes to some eighty, one every 8 s. */
    static final int MOST_BAN_AFTER = 50;

    /** How long a failure counts. */
    private static final long MEMORY = Duration.ofMinutes(10).toNanos();

    /** How long a good login makes an address one of the owner's. */
    private static final long TRUST = Duration.ofDays(1).toNanos();

    private static final long FIRST_DELAY = Duration.ofMillis(250).toNanos();
    private static final long FARTHEST_APART = Duration.ofSeconds(8).toNanos();
    private static final long FARTHEST_APART_AT_ACCOUNT = Duration.ofSeconds(2).toNanos();

    /** Failures after which slots are {@link #FARTHEST_APART}. */
    private static final int ENOUGH = 6;

    /** Who would have to wait for longer is refused: clients give up about then. */
    private static final long LONGEST_WAIT = Duration.ofSeconds(30).toNanos();

    private static final int KEPT = 4096;
    private static final int LONGEST_NAME = 100;

    /** A wrong password. */
    private record Failure(long at, Origin origin) {}

    /** An account as seen from a network: its owner at home, or somebody who tries. */
    private record Origin(String network, String account) {}

    private final int banAfter;
    private final long banTime;
    private final Map<String, Line> networks = new Recent<>();
    private final Map<String, Line> accounts = new Recent<>();
    private final Map<Origin, Long> trusted = new Recent<>();
    private final Map<String, Long> bans = new Recent<>();

    /**
     * Knows of nobody yet.
     *
     * @param banAfter how many failures of an address within ten minutes begin a ban; 0 for no bans
     * @param banTime how long it lasts
     */
    LoginGuard(int banAfter, Duration banTime) {
        this.banAfter = banAfter;
        this.banTime = banTime.toNanos();
    }

    /** Why {@code address} may not even connect, as a text for the client, or empty if it may. */
    Optional<String> banned(InetAddress address, long now) {
        Long until = bans.get(network(address));
        return until != null && until - now > 0
                ? Optional.of("There were too many wrong passwords from your address; try again later.")
                : Optional.empty();
    }

    /**
     * Takes the next slot for an attempt at {@code account}.
     *
     * @return nanoseconds until the password may be judged, or empty when the line is too long and the attempt is to be refused
     */
    OptionalLong reserve(InetAddress address, String account, long now) {
        Origin origin = origin(address, account);
        boolean owner = isTrusted(origin, now);
        if (owner && failuresOf(origin, now) == 0) {
            return OptionalLong.of(0);
        }
        Optional<Line> here = line(networks, origin.network, now);
        Optional<Line> there = owner ? Optional.empty() : line(accounts, origin.account, now);
        long wait = here.map(line -> line.wait(now, FARTHEST_APART)).orElse(0L);
        long waitThere =
                there.map(line -> line.wait(now, FARTHEST_APART_AT_ACCOUNT)).orElse(0L);
        if (Math.max(wait, waitThere) > LONGEST_WAIT) {
            return OptionalLong.empty();
        }
        here.ifPresent(line -> line.take(now + wait));
        // Its own slot, not the address's later one: everybody else at this account would have to wait behind that.
        there.ifPresent(line -> line.take(now + waitThere));
        return OptionalLong.of(Math.max(wait, waitThere));
    }

    /**
     * Failures that count against an attempt. When there are more of them after the password was judged than before, others who were
     * judged at the same time have failed: the attempt should have stood in line, so its result must not be told; it begins again.
     */
    int failures(InetAddress address, String account, long now) {
        Origin origin = origin(address, account);
        if (isTrusted(origin, now)) {
            return failuresOf(origin, now);
        }
        return line(networks, origin.network, now).map(Line::failures).orElse(0)
                + line(accounts, origin.account, now).map(Line::failures).orElse(0);
    }

    private int failuresOf(Origin origin, long now) {
        return line(networks, origin.network, now)
                .map(line -> line.failures(origin))
                .orElse(0);
    }

    /**
     * The password was wrong.
     *
     * @return the network that is banned from now on, if this was one failure too many
     */
    Optional<String> failed(InetAddress address, String account, long now) {
        Origin origin = origin(address, account);
        Failure failure = new Failure(now, origin);
        int failuresHere = add(failure, networks, origin.network);
        add(failure, accounts, origin.account);
        if (banAfter == 0 || failuresHere < banAfter) {
            return Optional.empty();
        }
        bans.put(origin.network, now + banTime);
        return Optional.of(origin.network);
    }

    private int add(Failure failure, Map<String, Line> lines, String key) {
        Line line = line(lines, key, failure.at).orElseGet(() -> {
            Line fresh = new Line(failure.at);
            lines.put(key, fresh);
            return fresh;
        });
        line.add(failure, Math.max(banAfter, ENOUGH));
        return line.failures();
    }

    /** The password was right: what went wrong before, at the same account and from the same address, were the owner's slips. */
    void succeeded(InetAddress address, String account, long now) {
        Origin origin = origin(address, account);
        trusted.put(origin, now);
        line(networks, origin.network, now).ifPresent(line -> line.forgive(origin));
        line(accounts, origin.account, now).ifPresent(line -> line.forgive(origin));
    }

    private boolean isTrusted(Origin origin, long now) {
        Long since = trusted.get(origin);
        return since != null && now - since < TRUST;
    }

    private static Origin origin(InetAddress address, String account) {
        return new Origin(network(address), shorten(account));
    }

    /** The part of an account's name that is remembered and logged. */
    static String shorten(String account) {
        return account.length() <= LONGEST_NAME ? account : account.substring(0, LONGEST_NAME);
    }

    /** The address, or the /64 that it is in. */
    private static String network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        String digits = HexFormat.of().formatHex(address.getAddress(), 0, 8);
        return String.join(
                        ":",
                        digits.substring(0, 4),
                        digits.substring(4, 8),
                        digits.substring(8, 12),
                        digits.substring(12))
                + "::/64";
    }

    /** The line at {@code key}, if there are failures for which anybody has to stand in it. */
    private static Optional<Line> line(Map<String, Line> lines, String key, long now) {
        Optional<Line> line = Optional.ofNullable(lines.get(key));
        line.ifPresent(known -> known.forget(now));
        if (line.isPresent() && line.get().failures() == 0) {
            lines.remove(key);
            return Optional.empty();
        }
        return line;
    }

    /** The failures of one address or at one account, and who waits because of them. */
    private static final class Line {
        private final ArrayDeque<Failure> failures = new ArrayDeque<>(2);
        private final ArrayDeque<Long> slots = new ArrayDeque<>(2);
        private long last;

        Line(long now) {
            last = now;
        }

        int failures() {
            return failures.size();
        }

        int failures(Origin origin) {
            return (int) failures.stream()
                    .filter(failure -> failure.origin.equals(origin))
                    .count();
        }

        void add(Failure failure, int most) {
            if (failures.size() == most) {
                failures.remove();
            }
            failures.add(failure);
            last = failure.at - last > 0 ? failure.at : last;
        }

        void forgive(Origin origin) {
            failures.removeIf(failure -> failure.origin.equals(origin));
        }

        void forget(long now) {
            while (!failures.isEmpty() && now - failures.peek().at >= MEMORY) {
                failures.remove();
            }
            while (!slots.isEmpty() && slots.peek() - now <= 0) {
                slots.remove();
            }
        }

        /** Nanoseconds until the next slot: who waits already is expected to fail. */
        long wait(long now, long farthestApart) {
            int doublings = Math.min(failures.size() + slots.size(), ENOUGH) - 1;
            return Math.max(0, last + Math.min(FIRST_DELAY << doublings, farthestApart) - now);
        }

        void take(long slot) {
            slots.add(slot);
            last = slot;
        }
    }

    /** The last few thousand things that were of interest. */
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > KEPT;
        }
    }
}
