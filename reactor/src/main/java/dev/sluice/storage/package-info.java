/**
 * The file side of the server: virtual paths, files, uploads and checksums on any {@code java.nio.file} provider.
 *
 * <p>{@link dev.sluice.storage.FileStore} is the door. Clients name files by {@link dev.sluice.storage.RootedPath},
 * which can't leave the root, and the store goes by handles from directory to directory, so that no rename leads it out
 * either; an upload is an {@link dev.sluice.storage.Upload} that appears under its name only when it is whole; every
 * refusal is a {@link dev.sluice.storage.StorageException} whose text is fit for the client.
 * Nothing here knows of sockets, sessions or FTP replies, and nothing here starts a thread.
 */
package dev.sluice.storage;
