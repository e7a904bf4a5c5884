/**
 * The load generator: thousands of FTP sessions on one event loop or a few, and what they saw of a server.
 *
 * <p>{@link dev.sluice.load.LoadRun} is the whole of it: it turns a {@link dev.sluice.load.LoadPlan} into a {@link
 * dev.sluice.load.LoadResult}. The sessions are a state machine of their own, because a general client does too much for a transfer of
 * 1 KiB; they share the loop, the sockets and the grammar with it, and use it for what is asked once, before the load begins.
 */
package dev.sluice.load;
