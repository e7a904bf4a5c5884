/**
 * The reactor: one thread, one {@link java.nio.channels.Selector}, and everything that must happen on it.
 *
 * <p>Start reading at {@link dev.sluice.loop.EventLoop#runOnce}: it is one turn of the loop, top to bottom. The package knows sockets
 * only as selectable channels, and nothing of FTP; it imports the JDK alone.
 */
package dev.sluice.loop;
