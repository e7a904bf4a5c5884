package dev.sluice.client;

/**
 * What became of a tree.
 *
 * @param files transferred
 * @param bytes in those
 * @param skipped files that needed no transfer
 * @param deleted files and directories
 * @param failed files and directories; the listener was told of each
 */
public record TreeResult(long files, long bytes, long skipped, long deleted, long failed) {}
