/**
 * The server for programs that embed it: describe it with {@link dev.sluice.Sluice#builder}, start it, close it. Puts the host and its
 * services together; everything else is below.
 */
package dev.sluice;
