package dev.sluice.client;

/** What to do when the target of a transfer exists. */
public enum IfExists {
    /** Leave it alone and fail. */
    REFUSE,
    /** Put the new file in its place. */
    OVERWRITE,
    /** Take it for the beginning of the new file and transfer what is missing. */
    RESUME
}
