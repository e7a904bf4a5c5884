/**
 * Sockets on the loop: accepting, connecting, and the {@link dev.sluice.net.Transport} that a session reads and writes through. Knows
 * bytes, not FTP; imports {@code dev.sluice.loop} and the JDK.
 */
package dev.sluice.net;
