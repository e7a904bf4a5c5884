package dev.sluice.client;

/**
 * How a tree is transferred.
 *
 * @param compare which files need no transfer
 * @param delete whether what only the target has is deleted
 * @param ifExists what to do with a target file that differs or was not compared
 * @param transfer type and rate of each transfer; its offset and progress are ignored
 */
public record TreeOptions(Compare compare, boolean delete, IfExists ifExists, TransferOptions transfer) {

    /** When two files are taken for the same. */
    public enum Compare {
        /** Never: everything is transferred. */
        NONE,
        /** They are of the same size, and the target is not older than the source. */
        SIZE_AND_TIME,
        /** They are of the same size and have the same SHA-256 (HASH). */
        HASH
    }

    /** Everything, deleting nothing. */
    public static TreeOptions all(IfExists ifExists, TransferOptions transfer) {
        return new TreeOptions(Compare.NONE, false, ifExists, transfer);
    }

    /** What differs; the target's files are replaced. */
    public static TreeOptions mirror(Compare compare, boolean delete, TransferOptions transfer) {
        return new TreeOptions(compare, delete, IfExists.OVERWRITE, transfer);
    }
}
