/**
 * Bytes between a file and a data connection: {@link dev.sluice.transfer.FileDownload} by zero copy,
 * {@link dev.sluice.transfer.StreamDownload} for everything that must pass through a buffer (listings, TYPE A, file systems other than
 * the local one) and {@link dev.sluice.transfer.FileUpload}. Knows nothing of commands and replies.
 */
package dev.sluice.transfer;
