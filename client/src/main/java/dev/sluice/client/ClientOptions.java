package dev.sluice.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

/**
 * How a session behaves.
 *
 * @param connectTimeout how long a connection, control or data, may take to be made
 * @param stallTimeout how long an operation may go on without a reply or a byte of data; the session is then lost, because
 *     nobody can tell which command a later reply would answer
 * @param local the address to connect from, the wildcard address for the one that routing chooses
 * @param maxQueued operations that may wait behind the running one; more are refused
 * @param listener watches the session
 */
public record ClientOptions(
        Duration connectTimeout, Duration stallTimeout, InetAddress local, int maxQueued, SessionListener listener) {

    /** Ten seconds to connect, thirty without progress, 1 024 operations, nobody watching. */
    public static final ClientOptions DEFAULT = new ClientOptions(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            new InetSocketAddress(0).getAddress(),
            1024,
            SessionListener.NONE);

    /** Checks that there is nothing missing or negative. */
    public ClientOptions {
        Objects.requireNonNull(listener, "listener");
        if (connectTimeout.isNegative() || stallTimeout.isNegative() || maxQueued < 1) {
            throw new IllegalArgumentException("timeouts and maxQueued must be positive");
        }
    }

    /** The same with other timeouts. */
    public ClientOptions withTimeouts(Duration connect, Duration stall) {
        return new ClientOptions(connect, stall, local, maxQueued, listener);
    }

    /** The same with another listener. */
    public ClientOptions withListener(SessionListener newListener) {
        return new ClientOptions(connectTimeout, stallTimeout, local, maxQueued, newListener);
    }

    /** The same from another local address. */
    public ClientOptions withLocal(InetAddress newLocal) {
        return new ClientOptions(connectTimeout, stallTimeout, newLocal, maxQueued, listener);
    }
}
