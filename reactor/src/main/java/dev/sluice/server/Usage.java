package dev.sluice.server;

/**
 * What a server holds at a moment.
 *
 * @param sessions clients that are here
 * @param channels open channels on the loop
 * @param listeners those that listen
 * @param transfers transfers that move bytes
 * @param buffersLent buffers that they have taken
 * @param claims paths that are being uploaded or changed
 * @param unsent bytes of replies that clients have not taken yet
 * @param borrowed bytes that sessions and transfers have borrowed
 */
public record Usage(
        int sessions,
        int channels,
        int listeners,
        int transfers,
        int buffersLent,
        int claims,
        int unsent,
        long borrowed) {

    /** Whether nothing is under way and nobody is here. */
    public boolean isIdle() {
        return sessions == 0
                && channels == listeners
                && transfers == 0
                && buffersLent == 0
                && claims == 0
                && borrowed == 0;
    }
}
