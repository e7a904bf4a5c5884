package dev.sluice.client;

import dev.sluice.ftp.Reply;

/**
 * A transfer that both sides hold to be complete.
 *
 * @param bytes moved, without what was there before a restart
 * @param nanos from the server's "here it comes" to the end of the data connection
 * @param reply the final reply
 */
public record TransferResult(long bytes, long nanos, Reply reply) {}
