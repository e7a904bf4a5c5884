/**
 * The file side of the server, whatever the files lie on: virtual paths, files, uploads and checksums.
 *
 * <p>{@link dev.sluice.storage.Storage} is the door. Clients name files by {@link dev.sluice.storage.RootedPath}, which
 * can't leave the root; an upload is an {@link dev.sluice.storage.Upload} that appears under its name only when it is
 * whole; every refusal is a {@link dev.sluice.storage.StorageException} whose text is fit for the client. Each kind of
 * storage has a package of its own below this one, and is not known here.
 * Nothing here knows of sockets, sessions or FTP replies, and nothing here starts a thread.
 */
package dev.sluice.storage;
