package dev.sluice.load;

import java.util.OptionalLong;

/**
 * A file to download.
 *
 * @param path as the server knows it
 * @param size in bytes, where it is known
 * @param checksum CRC-32C of its content, when that is to be verified
 */
record RemoteFile(String path, OptionalLong size, OptionalLong checksum) {}
