/**
 * The client for people: one-shot commands ({@code sluice get}, {@code put}, …) and the interactive shell.
 *
 * <p>Both say what is to be done to {@link dev.sluice.shell.Actions} and print through {@link dev.sluice.shell.Report}, so a
 * command does the same and looks the same in either. Imports the client library, never the server.
 */
package dev.sluice.shell;
