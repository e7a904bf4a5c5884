package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Lanes;
import dev.sluice.net.Network;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * All that a server takes from the machine it runs on, beside the disk. In a test these are made, and nothing that the server does
 * depends on the machine any more.
 *
 * @param loop the loop, which ends with the server
 * @param network where connections come from
 * @param lanes where work goes that may block
 * @param random draws what strangers must not guess
 * @param clock tells the date, for logs and for the age of files; deadlines go by the loop's clock
 */
public record Surroundings(EventLoop loop, Network network, Lanes lanes, RandomGenerator random, Clock clock) {

    /** Those of this machine. */
    public static Surroundings real(EventLoop loop, Lanes lanes) {
        return new Surroundings(loop, Network.sockets(loop), lanes, new SecureRandom(), Clock.systemUTC());
    }
}
