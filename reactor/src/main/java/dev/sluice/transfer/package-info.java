/**
 * Bytes between a file and a connection: {@link dev.sluice.transfer.Download}, by zero copy where file and connection allow it and through
 * buffers otherwise, and {@link dev.sluice.transfer.FileUpload}. Both are a {@link dev.sluice.transfer.Transfer}, a state machine that
 * borrows the connection. Knows nothing of commands and replies.
 */
package dev.sluice.transfer;
