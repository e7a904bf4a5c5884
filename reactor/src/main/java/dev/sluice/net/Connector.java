package dev.sluice.net;

import java.io.IOException;

/**
 * One connection being made; see {@link Network#connect}. It ends by exactly one call of its {@link Outcome}, or by {@link #cancel} and
 * no call.
 *
 * <p>Thread rule: the loop's thread only.
 */
public interface Connector {

    /** What becomes of the attempt. */
    interface Outcome {
        /** Takes over the connection, which rests: set its handler and say what it wants. An exception closes it. */
        void connected(Transport transport);

        /** The connection was refused, timed out or could not be tried; nothing is left open. */
        void failed(IOException cause);
    }

    /** Gives up, without a call of the outcome. No effect when the attempt has ended. */
    void cancel();
}
