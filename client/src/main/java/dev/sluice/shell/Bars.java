package dev.sluice.shell;

import dev.sluice.client.TransferListener;

/** What is shown of transfers while they run. */
interface Bars extends TransferListener {

    /** For an output that is no terminal. */
    Bars NONE = new Bars() {};

    /** Prints something without tearing the bars; {@code print} leaves nothing in a buffer. */
    default void above(Runnable print) {
        print.run();
    }

    /** Nothing runs any longer: takes all bars away, and begins to count anew. */
    default void clear() {}
}
