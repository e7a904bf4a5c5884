package dev.sluice.storage;

import java.io.Closeable;
import java.time.Instant;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Files and directories below one root, and what clients can do to them.
 *
 * <p>Nothing that a client writes leads out of the root. Uploads in progress are never visible, and a path that is being
 * uploaded is protected from every other change.
 *
 * <p>Threads: any. Calls about paths for which {@link #metadataInline} says yes are short, and made for the loop; where it
 * says no, and for those marked <i>pool</i>, each may take as long as the disk wants. Every method throws
 * {@link StorageException}: NOT_FOUND, NOT_A_DIRECTORY, DENIED and IO anywhere, the others where they are named. Changes
 * throw READ_ONLY when the storage is.
 */
public interface Storage extends Closeable {
    /** What can be done here that can't be done everywhere; always the same. The calls that are missing throw DENIED. */
    Set<Capability> capabilities();

    /**
     * Whether the loop may make short calls about {@code path} itself (open, stat, rename, delete, begin an upload). A
     * field read in the usual case.
     */
    boolean metadataInline(RootedPath path);

    /** Whether the loop may write uploads to {@code path} itself, as long as that is fast. */
    boolean writesInline(RootedPath path);

    /** Tells how long a call about {@code path} took, inline or on the pool, for the two questions above to learn from. */
    void took(RootedPath path, long nanos);

    /** Everything about {@code path}. */
    Entry stat(RootedPath path) throws StorageException;

    /**
     * The entries of the directory {@code path}; <i>pool</i>.
     *
     * @param cancelled asked between entries, from the thread that iterates, which true ends with a
     *     {@code CancellationException}
     */
    Listing list(RootedPath path, BooleanSupplier cancelled) throws StorageException;

    /**
     * Opens a regular file; a directory is refused (IS_A_DIRECTORY), and so is a pipe or device (NOT_A_FILE), which
     * might block.
     *
     * @throws StorageException BUSY while the file is just being uploaded and no complete version is there, or while it
     *     is changed in place
     */
    OpenFile openRead(RootedPath path) throws StorageException;

    /**
     * How many bytes of {@code path} are here: the size of the file, or of what a broken upload left that can be resumed,
     * so that a client knows where to go on (RFC 3659 §4, §5).
     */
    long resumableSize(RootedPath path) throws StorageException;

    /**
     * Begins the upload of a whole file (STOR), new or in place of an old one, which readers get until the new one is
     * complete. The new one takes over the old one's mode and, where the system allows it, owner and group.
     *
     * @param who as others are told who want the path meanwhile
     * @throws StorageException BUSY, IS_A_DIRECTORY, NOT_A_FILE, BAD_NAME, NO_SPACE; EXISTS or NOT_FOUND as {@code before} says
     */
    Upload store(RootedPath path, Precondition before, String who) throws StorageException;

    /** The same whatever is there. */
    default Upload store(RootedPath path, String who) throws StorageException {
        return store(path, Precondition.NONE, who);
    }

    /**
     * Begins an upload to the end of the file, or of what a broken upload left, or of a new file (APPE). A complete file
     * grows in place, and readers wait.
     *
     * @throws StorageException as {@link #store}
     */
    Upload append(RootedPath path, Precondition before, String who) throws StorageException;

    /** The same whatever is there. */
    default Upload append(RootedPath path, String who) throws StorageException {
        return append(path, Precondition.NONE, who);
    }

    /**
     * Goes on with a broken upload at byte {@code offset} (REST and STOR); 0 is the same as {@link #store}. A complete
     * file is written in place, and readers wait. What was there beyond the uploaded data is cut off at the end: the
     * client means to complete its file, and RFC 3659 §5.3 leaves every other use open.
     *
     * @throws StorageException BAD_RANGE when fewer bytes are there; else as {@link #store}
     */
    Upload resume(RootedPath path, long offset, Precondition before, String who) throws StorageException;

    /** The same whatever is there. */
    default Upload resume(RootedPath path, long offset, String who) throws StorageException {
        return resume(path, offset, Precondition.NONE, who);
    }

    /**
     * Begins the upload of a new file whose name nobody has (STOU): {@code hint} itself if it is free, else with a
     * suffix. The upload tells the name.
     *
     * @param hint one name, or empty for none in particular
     * @throws StorageException as {@link #store}
     */
    Upload storeUnique(RootedPath directory, String hint, String who) throws StorageException;

    /**
     * Deletes a file and what a broken upload to it has left; of a link the link, of a name that has no more than what a
     * broken upload has left that.
     *
     * @throws StorageException BUSY, IS_A_DIRECTORY
     */
    void delete(RootedPath path) throws StorageException;

    /**
     * Makes a directory.
     *
     * @throws StorageException EXISTS, BUSY, BAD_NAME, NO_SPACE
     */
    void makeDirectory(RootedPath path) throws StorageException;

    /**
     * Removes a directory in which clients see nothing: what broken uploads have left goes with it. From the first step
     * on, uploads that begin in it are refused (BUSY). Cancelled, it may have removed some of that.
     *
     * @return the removal, to be carried out and closed; its steps throw NOT_EMPTY, BUSY
     */
    LongWork<RootedPath> removeDirectory(RootedPath path) throws StorageException;

    /**
     * Renames a file or directory; a file replaces a file of the new name, which clients that upload under another name
     * count on, but a directory is never replaced and replaces nothing.
     *
     * @throws StorageException EXISTS, BUSY, BAD_NAME; DENIED for the root and for a directory into itself; IO to
     *     another disk; EXISTS or NOT_FOUND as {@code before} says of the new name
     */
    void rename(RootedPath from, RootedPath to, Precondition before) throws StorageException;

    /** The same whatever is there. */
    default void rename(RootedPath from, RootedPath to) throws StorageException {
        rename(from, to, Precondition.NONE);
    }

    /**
     * Asks whether {@code from} is there and could be renamed now.
     *
     * @return {@code from}
     * @throws StorageException BUSY; DENIED for the root
     */
    RootedPath requireRenamable(RootedPath from) throws StorageException;

    /** Sets when the content of a file or directory last changed. */
    void setModified(RootedPath path, Instant time) throws StorageException;

    /**
     * Sets the permission bits of a file or directory, 0 to 0777.
     *
     * @throws StorageException DENIED also where there are none, and for other bits
     */
    void setMode(RootedPath path, int mode) throws StorageException;

    /** Bytes that can still be stored where {@code path} is, which must exist. */
    long usableSpace(RootedPath path) throws StorageException;

    /**
     * Removes what uploads have left that were broken off longer ago than {@link StorageOptions#partMaxAge}, but nothing
     * that somebody is at.
     *
     * @return the sweep, to be carried out and closed; its result is how many it has removed
     */
    LongWork<Integer> sweepParts(Instant now) throws StorageException;

    /**
     * The directory {@code root} of this storage as a storage of its own, for those who may see no more than that. What
     * they write and what they are told begins there, and links that lead out of it are not there. Claims hold for all
     * that have been made of one storage, and what is open or has been learned is shared. As long as it is open, nobody
     * renames or removes {@code root} or what it lies in (BUSY).
     *
     * @return to be closed by the caller; this storage may be closed before or after
     * @throws StorageException BUSY
     */
    Storage below(RootedPath root) throws StorageException;

    /** How many paths, with those of parts, are being uploaded, deleted, made, renamed or swept at this moment. */
    int claimed();

    /** Lets go of what is kept open; further calls fail. What was opened before can be used and ended after that. */
    @Override
    void close();
}
