package dev.sluice.transfer;

import dev.sluice.storage.RootedPath;

/**
 * What is transferred, as replies and logs speak of it.
 *
 * @param verb the command that asked for it
 * @param direction where the bytes go
 * @param path the file, or the directory that is listed
 * @param naming who chose the path
 * @param ascii whether line ends are converted
 * @param start offset in the file of the first byte
 */
public record TransferSubject(
        String verb, Direction direction, RootedPath path, Naming naming, boolean ascii, long start) {

    /** Where the bytes go. */
    public enum Direction {
        /** From the client into a file. */
        UPLOAD,
        /** From a file to the client. */
        DOWNLOAD,
        /** From a directory to the client. */
        LISTING
    }

    /** Who chose the path. */
    public enum Naming {
        /** The client, which knows it. */
        BY_CLIENT,
        /** The server, which has to tell the client. */
        BY_SERVER
    }

    /** Bytes of a file for the client, from {@code start} on. */
    public static TransferSubject download(String verb, RootedPath path, boolean ascii, long start) {
        return new TransferSubject(verb, Direction.DOWNLOAD, path, Naming.BY_CLIENT, ascii, start);
    }

    /** The names in a directory, or of a file. */
    public static TransferSubject listing(String verb, RootedPath path) {
        return new TransferSubject(verb, Direction.LISTING, path, Naming.BY_CLIENT, true, 0);
    }

    /** Bytes from the client for a file, from {@code start} on. */
    public static TransferSubject upload(String verb, RootedPath path, Naming naming, boolean ascii, long start) {
        return new TransferSubject(verb, Direction.UPLOAD, path, naming, ascii, start);
    }

    /** Whether the client sends and the server stores. */
    public boolean isUpload() {
        return direction == Direction.UPLOAD;
    }
}
