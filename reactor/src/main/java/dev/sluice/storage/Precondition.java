package dev.sluice.storage;

import dev.sluice.storage.StorageException.Reason;

/** What must be at a path before an upload or a rename to it may begin, as in {@code If-Match} and {@code If-None-Match} (RFC 9110 §13.1). */
public enum Precondition {
    /** It does not matter. */
    NONE,
    /** Nothing, but perhaps what a broken upload has left: the name is given for the first time. */
    ABSENT,
    /** A complete file, which is changed. */
    PRESENT;

    /**
     * Checks what is there.
     *
     * @throws StorageException EXISTS or NOT_FOUND when it is not as it must be
     */
    public void require(RootedPath path, boolean exists) throws StorageException {
        if (this == ABSENT && exists) {
            throw StorageException.of(path, Reason.EXISTS);
        } else if (this == PRESENT && !exists) {
            throw StorageException.of(path, Reason.NOT_FOUND);
        }
    }
}
