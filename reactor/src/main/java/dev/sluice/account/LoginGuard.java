package dev.sluice.account;

import dev.sluice.account.LoginLines.Line;
import dev.sluice.account.LoginLines.Origin;
import dev.sluice.net.AddressGroup;
import java.net.InetAddress;
import java.time.Duration;
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
 * <p>After some failures an address is banned for a time. An IPv6 address stands for its {@link AddressGroup}.
 *
 * <p>Bounded in all it keeps: the oldest goes. Times are readings of one clock in nanoseconds. Any thread.
 */
public final class LoginGuard {

    /** A ban after more failures would never begin: in ten minutes an address comes to some eighty, one every 8 s. */
    public static final int MOST_BAN_AFTER = 50;

    /** How long a good login makes an address one of the owner's. */
    private static final long TRUST = Duration.ofDays(1).toNanos();

    private static final long FARTHEST_APART = Duration.ofSeconds(8).toNanos();
    private static final long FARTHEST_APART_AT_ACCOUNT = Duration.ofSeconds(2).toNanos();

    /** Nobody waits for longer because of an account: others who fill its line must not keep out its owner. */
    private static final long LONGEST_WAIT_AT_ACCOUNT = Duration.ofSeconds(5).toNanos();

    /** Who would have to wait for longer because of his address is refused: clients give up about then. */
    private static final long LONGEST_WAIT = Duration.ofSeconds(30).toNanos();

    private static final int LONGEST_NAME = 100;

    private final int banAfter;
    private final long banTime;
    private final LoginLines<AddressGroup> networks;
    private final LoginLines<String> accounts;
    private final Map<Origin, Long> trusted = new Recent<>();
    private final Map<AddressGroup, Long> bans = new Recent<>();

    /**
     * Knows of nobody yet.
     *
     * @param banAfter how many failures of an address within ten minutes begin a ban; 0 for no bans
     * @param banTime how long it lasts
     */
    public LoginGuard(int banAfter, Duration banTime) {
        this.banAfter = banAfter;
        this.banTime = banTime.toNanos();
        this.networks = new LoginLines<>(FARTHEST_APART, banAfter);
        this.accounts = new LoginLines<>(FARTHEST_APART_AT_ACCOUNT, banAfter);
    }

    /** Why {@code address} may not even connect, as a text for the client, or empty if it may. */
    public synchronized Optional<String> banned(InetAddress address, long now) {
        Long until = bans.get(AddressGroup.of(address));
        return until != null && until - now > 0
                ? Optional.of("There were too many wrong passwords from your address; try again later.")
                : Optional.empty();
    }

    /**
     * Takes the next slot for an attempt at {@code account}.
     *
     * @return nanoseconds until the password may be judged, or empty when the line is too long and the attempt is to be refused
     */
    public synchronized OptionalLong reserve(InetAddress address, String account, long now) {
        Origin origin = origin(address, account);
        boolean owner = isTrusted(origin, now);
        if (owner && failuresOf(origin, now) == 0) {
            return OptionalLong.of(0);
        }
        Optional<Line> here = networks.find(origin.network(), now);
        Optional<Line> there = owner ? Optional.empty() : accounts.find(origin.account(), now);
        long wait = here.map(line -> line.delay(now)).orElse(0L);
        long waitThere = there.map(line -> line.delay(now)).orElse(0L);
        if (wait > LONGEST_WAIT) {
            return OptionalLong.empty();
        }
        here.ifPresent(line -> line.take(now + wait));
        if (waitThere > LONGEST_WAIT_AT_ACCOUNT) {
            // Those who fill the line may never even come to be judged. Guesses from very many addresses are slowed
            // down by their addresses alone.
            return OptionalLong.of(Math.max(wait, LONGEST_WAIT_AT_ACCOUNT));
        }
        // Its own slot, not the address's later one: everybody else at this account would have to wait behind that.
        there.ifPresent(line -> line.take(now + waitThere));
        return OptionalLong.of(Math.max(wait, waitThere));
    }

    /**
     * Failures that count against an attempt. When there are more of them after the password was judged than before, others who were
     * judged at the same time have failed: the attempt should have stood in line, so its result must not be told; it begins again.
     */
    public synchronized int failures(InetAddress address, String account, long now) {
        Origin origin = origin(address, account);
        if (isTrusted(origin, now)) {
            return failuresOf(origin, now);
        }
        return networks.find(origin.network(), now).map(Line::failures).orElse(0)
                + accounts.find(origin.account(), now).map(Line::failures).orElse(0);
    }

    private int failuresOf(Origin origin, long now) {
        return networks.find(origin.network(), now)
                .map(line -> line.failures(origin))
                .orElse(0);
    }

    /**
     * The password was wrong.
     *
     * @return the network that is banned from now on, if this was one failure too many
     */
    public synchronized Optional<AddressGroup> failed(InetAddress address, String account, long now) {
        Origin origin = origin(address, account);
        int failuresHere = networks.add(origin.network(), origin, now);
        accounts.add(origin.account(), origin, now);
        if (banAfter == 0 || failuresHere < banAfter) {
            return Optional.empty();
        }
        bans.put(origin.network(), now + banTime);
        return Optional.of(origin.network());
    }

    /** The password was right: what went wrong before, at the same account and from the same address, were the owner's slips. */
    public synchronized void succeeded(InetAddress address, String account, long now) {
        Origin origin = origin(address, account);
        trusted.put(origin, now);
        networks.find(origin.network(), now).ifPresent(line -> line.forgive(origin));
        accounts.find(origin.account(), now).ifPresent(line -> line.forgive(origin));
    }

    private boolean isTrusted(Origin origin, long now) {
        Long since = trusted.get(origin);
        return since != null && now - since < TRUST;
    }

    private static Origin origin(InetAddress address, String account) {
        return new Origin(AddressGroup.of(address), shorten(account));
    }

    /** The part of an account's name that is remembered and logged. */
    public static String shorten(String account) {
        return account.length() <= LONGEST_NAME ? account : account.substring(0, LONGEST_NAME);
    }
}
