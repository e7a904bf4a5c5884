package dev.sluice.server;

import dev.sluice.net.Transport;
import java.io.IOException;

/**
 * A protocol, on one loop: takes the connections that come for it, and ends them. Services know nothing of each other.
 *
 * <p>Thread rule: the loop's thread only.
 */
public interface Service {

    /** Makes a service. */
    @FunctionalInterface
    interface Factory {
        /**
         * Opens the service on a loop.
         *
         * @param ended to be run after the end of each session, so that the host sees when nobody is left
         */
        Service open(Served served, LoopServices services, Runnable ended);
    }

    /** Begins a session of {@code client}, which the session closes at its end; what this throws closes it and the connection. */
    void accept(Admitted client) throws IOException;

    /** Tells a client for which there is no room {@code why}, as far as that goes at once; the connection is then closed. */
    void turnAway(Transport connection, String why) throws IOException;

    /** Asks everybody to leave: who is idle at once, who has something under way when that is done. */
    void drain(String why);

    /** Ends all sessions here and now, and stops listening for more. */
    void end(String why);

    /** Sessions that have not ended yet. */
    int size();

    /** Sockets that listen, beside the one that clients find the service at. */
    int listeners();

    /** Bytes that sessions have said and clients have not taken yet. */
    int unsent();
}
