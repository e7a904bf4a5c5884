package dev.sluice.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Map;

/**
 * A refusal by the storage: {@link #reason} for the program, {@link #getMessage} for the client.
 *
 * <p>The message names the virtual path, never a local one, and says what to do where that is not plain. Most refusals
 * are everyday answers, so this exception carries no stack trace; its cause, when there is one, does.
 */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why the storage refused. */
    public enum Reason {
        /** Nothing of that name is there, as far as clients can see. */
        NOT_FOUND("no such file or directory"),
        /** A directory is needed, and this is none. */
        NOT_A_DIRECTORY("not a directory"),
        /** A file is needed, and this is a directory. */
        IS_A_DIRECTORY("is a directory, not a file"),
        /** A device, pipe or socket, which is never transferred. */
        NOT_A_FILE("not a regular file"),
        /** The name is taken. */
        EXISTS("already exists; delete it first or take another name"),
        /** The directory still holds something. */
        NOT_EMPTY("directory not empty; delete what it holds first"),
        /** The operating system or the server's rules forbid it. */
        DENIED("permission denied"),
        /** An upload is under way, or the server is short of something for the moment: worth another try. */
        BUSY("busy; try again later"),
        /** There is more to do than can wait: worth another try. */
        OVERLOADED("the server is busy; try again in a moment"),
        /** The disk or the quota is full. */
        NO_SPACE("no space left on the server; delete something or ask its administrator"),
        /** No file can have this name here. */
        BAD_NAME("not a possible name here; take another"),
        /** The offset lies outside the file. */
        BAD_RANGE("offset outside the file"),
        /** The server or its disk takes no changes. */
        READ_ONLY("the server is read-only"),
        /** The disk failed, or said something that none of the others covers. */
        IO("input/output error on the server");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** What the operating system says where the JDK has no exception type for it: strerror(3) in the C locale. */
    private static final Map<String, Reason> SYSTEM_TEXTS = Map.ofEntries(
            Map.entry("No space left on device", Reason.NO_SPACE),
            Map.entry("Disk quota exceeded", Reason.NO_SPACE),
            Map.entry("File too large", Reason.NO_SPACE),
            Map.entry("There is not enough space on the disk", Reason.NO_SPACE),
            Map.entry("Too many open files", Reason.BUSY),
            Map.entry("Too many open files in system", Reason.BUSY),
            Map.entry("Cannot allocate memory", Reason.BUSY),
            Map.entry("Device or resource busy", Reason.BUSY),
            Map.entry("Text file busy", Reason.BUSY),
            Map.entry("File name too long", Reason.BAD_NAME),
            Map.entry("Invalid or incomplete multibyte or wide character", Reason.BAD_NAME),
            Map.entry("Read-only file system", Reason.READ_ONLY),
            Map.entry("Operation not permitted", Reason.DENIED),
            Map.entry("Permission denied", Reason.DENIED),
            Map.entry("Is a directory", Reason.IS_A_DIRECTORY),
            Map.entry("Not a directory", Reason.NOT_A_DIRECTORY),
            Map.entry("Directory not empty", Reason.NOT_EMPTY),
            Map.entry("No such file or directory", Reason.NOT_FOUND),
            Map.entry("Stale file handle", Reason.NOT_FOUND),
            Map.entry("No such device or address", Reason.NOT_A_FILE));

    private final Reason reason;

    /** A refusal whose {@code message} goes to the client as it is. */
    public StorageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    private StorageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The plain refusal of {@code path} for {@code reason}. */
    public static StorageException of(RootedPath path, Reason reason) {
        return new StorageException(reason, path + ": " + reason.text);
    }

    /**
     * What {@code cause}, thrown by the JDK or by a file-system provider during work on {@code path}, means to the
     * client. A {@code StorageException} is returned as it is.
     */
    public static StorageException of(RootedPath path, IOException cause) {
        if (cause instanceof StorageException already) {
            return already;
        }
        if (cause instanceof AtomicMoveNotSupportedException) {
            return new StorageException(
                    Reason.IO, path + ": lies on another disk than its new name; upload it there instead", cause);
        }
        Reason reason = reasonOf(cause);
        return new StorageException(reason, path + ": " + reason.text, cause);
    }

    /** As {@link #of(RootedPath, IOException)}, for what a provider has no means to do. */
    public static StorageException of(RootedPath path, UnsupportedOperationException cause) {
        Reason reason = cause instanceof ReadOnlyFileSystemException ? Reason.READ_ONLY : Reason.DENIED;
        return new StorageException(reason, path + ": " + reason.text, cause);
    }

    private static Reason reasonOf(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return Reason.NOT_FOUND;
        } else if (cause instanceof NotDirectoryException) {
            return Reason.NOT_A_DIRECTORY;
        } else if (cause instanceof AccessDeniedException) {
            return Reason.DENIED;
        } else if (cause instanceof DirectoryNotEmptyException) {
            return Reason.NOT_EMPTY;
        } else if (cause instanceof FileAlreadyExistsException) {
            return Reason.EXISTS;
        }
        String text = cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
        if (text == null) {
            return Reason.IO;
        }
        // The JDK adds a guess of its own to ELOOP, so only the beginning is the system's.
        return text.startsWith("Too many levels of symbolic links")
                ? Reason.NOT_FOUND
                : SYSTEM_TEXTS.getOrDefault(text, Reason.IO);
    }

    /** Why; decides what the server replies. */
    public Reason reason() {
        return reason;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
