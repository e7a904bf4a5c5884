package dev.sluice.transfer;

import dev.sluice.net.Transport;

/**
 * Whose transfer it is, and whose connection. What an owner throws goes to whoever called the transfer, and is never taken for a failure
 * of the transfer.
 */
public interface TransferOwner {

    /** Nobody, who closes every connection and needs to know nothing. */
    TransferOwner NOBODY = new TransferOwner() {
        @Override
        public void released(Transport connection, boolean intact) {
            connection.close();
        }

        @Override
        public void ended(TransferOutcome outcome) {}
    };

    /**
     * The transfer needs {@code connection} no more, though it may still be busy with the file. Called once if it was started, before
     * {@link #ended}, and perhaps before {@link Transfer#start} returns. Who goes on with the connection sets its handler.
     *
     * @param intact whether all that was to be sent or received went over it and nothing else, so that it may serve again; if not, it is
     *     to be closed
     */
    void released(Transport connection, boolean intact);

    /**
     * An upload's data has come to its end: whether its client is still there, for one who is killed ends it just so. Asked in a step of the
     * transfer, which concludes accordingly.
     */
    default boolean isClientThere() {
        return true;
    }

    /** The transfer has ended, and its file is in place, dropped or closed. Called once, perhaps before {@link Transfer#start} returns. */
    void ended(TransferOutcome outcome);
}
