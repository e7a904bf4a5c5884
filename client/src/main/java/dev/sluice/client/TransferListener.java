package dev.sluice.client;

/** Is told what becomes of each file of a tree. Called on the loop's thread; must return at once. */
public interface TransferListener {

    /** Listens to nothing. */
    TransferListener NONE = new TransferListener() {};

    /** A file of {@code size} bytes (-1 if nobody knows) is there, and its turn will come. */
    default void found(String name, long size) {}

    /** A transfer of {@code size} bytes begins. Returns who is told how far it is. */
    default Progress began(String name, long size) {
        return Progress.NONE;
    }

    /** The transfer of {@code name} is complete. */
    default void ended(String name, TransferResult result) {}

    /** Nothing was to be done for {@code name}: it is the same on both sides, or no file and no directory. */
    default void skipped(String name, String reason) {}

    /** {@code name} was deleted. */
    default void deleted(String name) {}

    /** {@code name} failed; the others go on. */
    default void failed(String name, Throwable cause) {}
}
