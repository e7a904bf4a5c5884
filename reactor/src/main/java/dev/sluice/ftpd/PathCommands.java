package dev.sluice.ftpd;

import dev.sluice.account.Right;
import dev.sluice.ftp.QuotedPath;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.server.Jobs.StorageCall;
import dev.sluice.server.StoreSteps;
import dev.sluice.storage.Precondition;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;

/** Walking through folders and changing them (RFC 959 §4.1.3, RFC 775). */
final class PathCommands {

    private PathCommands() {}

    static void cwd(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        session.onStorage(path, store -> store.stat(path), entry -> {
            if (entry.isDirectory()) {
                session.parameters().directory(path);
                session.reply(250, "The current directory is " + QuotedPath.quote(path.toString()) + ".");
            } else {
                session.refuse(StorageException.of(path, StorageException.Reason.NOT_A_DIRECTORY));
            }
        });
    }

    static void cdup(FtpSession session, String none) throws StorageException, Refusal {
        cwd(session, "..");
    }

    static void pwd(FtpSession session, String none) {
        session.reply(257, QuotedPath.quote(session.directory().toString()) + " is the current directory.");
    }

    static void mkd(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        change(session, path, Storage::makeDirectory, 257, QuotedPath.quote(path.toString()) + " created.");
    }

    static void rmd(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        // A directory can hold any number of parts of broken uploads, which go with it.
        session.runLong(
                new StoreSteps<>(session.store().removeDirectory(path)),
                done -> session.reply(250, "Directory removed."));
    }

    static void dele(FtpSession session, String argument) throws StorageException, Refusal {
        change(session, session.path(argument), Storage::delete, 250, "File deleted.");
    }

    static void rnfr(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        session.onStorage(path, store -> store.requireRenamable(path), source -> {
            session.parameters().renameFrom(source, session.commandCount());
            session.reply(350, "Send RNTO with the new name.");
        });
    }

    static void rnto(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath from = session.parameters()
                .renameFrom(session.commandCount() - 1)
                .orElseThrow(() -> new Refusal(503, "Send RNFR first."));
        RootedPath to = session.path(argument);
        Precondition before = session.user().rights().allow(Right.OVERWRITE) ? Precondition.NONE : Precondition.ABSENT;
        // On whichever of the two disks is the slower one.
        RootedPath slower = session.store().metadataInline(to) ? from : to;
        StorageCall<RootedPath> rename = store -> {
            store.rename(from, to, before);
            return to;
        };
        session.onStorage(
                slower,
                session.user().explained(before, Right.OVERWRITE, rename),
                done -> session.reply(250, "Renamed."));
    }

    /** Something that is done to one path. */
    interface Change {
        void apply(Storage store, RootedPath path) throws StorageException;
    }

    /** Changes {@code path} and answers {@code code} and {@code text}. */
    static void change(FtpSession session, RootedPath path, Change change, int code, String text)
            throws StorageException, Refusal {
        session.onStorage(
                path,
                store -> {
                    change.apply(store, path);
                    return path;
                },
                done -> session.reply(code, text));
    }
}
