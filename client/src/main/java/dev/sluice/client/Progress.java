package dev.sluice.client;

/** Is told how far a transfer is. Called on the loop's thread after every read or write; must return at once. */
@FunctionalInterface
public interface Progress {

    /** Watches nothing. */
    Progress NONE = bytes -> {};

    /**
     * More has been moved.
     *
     * @param bytes moved so far by this transfer, without what was there before a restart
     */
    void moved(long bytes);

    /** An attempt begins at byte {@code offset} of the file; each further attempt counts what it moves from 0 again. */
    default void began(long offset) {}
}
