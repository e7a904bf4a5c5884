/**
 * An asynchronous FTP client on the event loop (RFC 959, 2428, 2640, 3659).
 *
 * <p>{@link dev.sluice.client.FtpClient} is one control session: a queue of operations that run one at a time, each a
 * {@link java.util.concurrent.CompletableFuture}. Thousands of sessions share one loop, its thread and its buffers; a
 * session at rest owns a socket and a few small objects. {@link dev.sluice.client.SessionPool} bounds the sessions to one
 * server and {@link dev.sluice.client.Transfers} adds what people expect of a file transfer: part files, resume, retry,
 * whole trees.
 *
 * <p>A server is not trusted: every reply, line and listing is bounded, data connections go to the control peer only, and
 * names from listings never leave the target folder.
 */
package dev.sluice.client;
