package dev.sluice.storage;

/** What one {@link Storage} can do and another can't. Every one can list, fetch, store, delete and rename. */
public enum Capability {
    /** Files can be read from any byte on at once, so that a download can be resumed. */
    RESUME_DOWNLOAD,
    /** {@link Storage#resume} with another offset than 0. */
    RESUME_UPLOAD,
    /** {@link Storage#append}. */
    APPEND,
    /** {@link Storage#setMode}. */
    MODES,
    /** {@link Storage#setModified}. */
    TIMES,
    /** {@link Storage#usableSpace}. */
    SPACE,
    /** {@link Entry#unique}. */
    UNIQUE
}
