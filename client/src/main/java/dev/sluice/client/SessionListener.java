package dev.sluice.client;

import dev.sluice.ftp.Reply;

/**
 * Watches one session: what is said, and when each phase of an operation ends. Called on the loop's thread; must return at
 * once and not throw.
 */
public interface SessionListener {

    /** Watches nothing. */
    SessionListener NONE = new SessionListener() {};

    /** The moments of a session and of a transfer, in the order in which they come. */
    enum Phase {
        /** The control connection stands. */
        CONNECTED,
        /** The server has greeted. */
        GREETED,
        /** The login is complete. */
        LOGGED_IN,
        /** A transfer begins: its first command is about to be sent. */
        TRANSFER_STARTED,
        /** Both sides know where the data connection goes (the reply to EPSV, PASV, EPRT or PORT). */
        DATA_ADDRESS_KNOWN,
        /** The data connection stands. */
        DATA_CONNECTED,
        /** The first byte of data was read or written. */
        FIRST_BYTE,
        /** All data was read or written, and the data connection is closed. */
        LAST_BYTE,
        /** The final reply to the transfer has arrived. */
        FINAL_REPLY
    }

    /** A command was sent. The argument of PASS and ACCT is replaced by stars. */
    default void sent(String command) {}

    /** A reply has arrived. */
    default void received(Reply reply) {}

    /**
     * A phase has ended.
     *
     * @param nanos the loop's clock, read at this moment
     */
    default void phase(Phase phase, long nanos) {}
}
