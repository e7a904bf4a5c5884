/**
 * The host of everything that is served: its life from start to drain and end, who is admitted, and what services need of it. Knows no
 * protocol: each is a {@link dev.sluice.server.Service} in a package of its own, which imports this one.
 *
 * <p>What lives as long as the server, and is shared by all loops, is in {@link dev.sluice.server.Served}; what lives as long as a loop,
 * in {@link dev.sluice.server.LoopServices}.
 */
package dev.sluice.server;
