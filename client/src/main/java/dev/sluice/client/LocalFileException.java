package dev.sluice.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** This end of a transfer failed: the local file could not be opened, read, written or put in place. */
public final class LocalFileException extends IOException {
    private static final long serialVersionUID = 1;

    private LocalFileException(String message) {
        super(message);
    }

    private LocalFileException(String message, IOException cause) {
        super(message, cause);
    }

    /** What is wrong with {@code path}, in words that follow its name. */
    public static LocalFileException of(Path path, String problem) {
        return new LocalFileException(path + " " + problem);
    }

    /** What the file system said about {@code path}, in words for people: the JDK's messages are often the bare path. */
    public static LocalFileException of(Path path, IOException cause) {
        return new LocalFileException(path + ": " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (cause instanceof DirectoryNotEmptyException) {
            return "the directory is not empty";
        }
        if (cause instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
