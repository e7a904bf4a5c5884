/**
 * The {@code sluice} command line: options, their defaults, and the wiring of server and client.
 *
 * <p>The one package that may import both the server and the client; nothing imports it.
 */
package dev.sluice.cli;
