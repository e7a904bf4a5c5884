package dev.sluice.ftpd;

import static dev.sluice.storage.Capability.APPEND;
import static dev.sluice.storage.Capability.RESUME_DOWNLOAD;
import static dev.sluice.storage.Capability.RESUME_UPLOAD;

import dev.sluice.account.Right;
import dev.sluice.ftp.NvtAscii;
import dev.sluice.ftp.QuotedPath;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.server.Jobs.StorageCall;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.Precondition;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.Upload;
import dev.sluice.transfer.Download;
import dev.sluice.transfer.FileSource;
import dev.sluice.transfer.FileUpload;
import dev.sluice.transfer.TransferSubject;
import dev.sluice.transfer.TransferSubject.Naming;
import java.util.Optional;

/** Files going out and coming in (RFC 959 §4.1.3). */
final class TransferCommands {

    static final Reply NO_DATA_CONNECTION = Reply.of(425, "Use PASV, EPSV, PORT or EPRT first.");

    /** The commands that store a file. */
    private enum Storing {
        STOR(Naming.BY_CLIENT),
        APPE(Naming.BY_CLIENT),
        STOU(Naming.BY_SERVER);

        private final Naming naming;

        Storing(Naming naming) {
            this.naming = naming;
        }
    }

    private TransferCommands() {}

    static void retr(FtpSession session, String argument) throws StorageException, Refusal {
        long offset = session.parameters().takeRestart();
        if (offset > 0) {
            session.user().requireOffered(RESUME_DOWNLOAD, 504, "A download can't be resumed from this storage.");
        }
        RootedPath path = session.path(argument);
        session.onStorage(path, store -> store.openRead(path), file -> send(session, file, offset));
    }

    private static void send(FtpSession session, OpenFile file, long offset) {
        boolean ascii = session.parameters().isAscii();
        // Each byte may be a line's end, which TYPE A sends as two.
        if (offset > (ascii ? 2 * file.size() : file.size())) {
            session.loop().close(file);
            session.reply(
                    554, "REST " + offset + " is beyond the end of the file, which has " + file.size() + " bytes.");
        } else if (!session.data().isPrepared()) {
            session.loop().close(file);
            session.reply(NO_DATA_CONNECTION);
        } else {
            FileSource source = ascii ? FileSource.ascii(file, offset) : FileSource.binary(file, offset);
            // Clients read the size from this; how many bytes TYPE A sends is not known before all are read.
            String opening = ascii
                    ? "Opening ASCII mode data connection for " + file.path() + "."
                    : "Opening BINARY mode data connection for " + file.path() + " (" + (file.size() - offset)
                            + " bytes).";
            session.transfer(
                    opening,
                    TransferSubject.download("RETR", file.path(), ascii, offset),
                    new Download(session.resources(), session.memory(), source));
        }
    }

    static void stor(FtpSession session, String argument) throws StorageException, Refusal {
        long offset = session.parameters().takeRestart();
        RootedPath path = session.path(argument);
        String who = session.who();
        Precondition before = session.user().mayStore(Right.OVERWRITE);
        if (offset == 0) {
            receive(
                    session,
                    Storing.STOR,
                    path,
                    session.user().explained(before, Right.OVERWRITE, store -> store.store(path, before, who)));
        } else if (session.parameters().isAscii()) {
            throw new Refusal(554, "An upload can be resumed in TYPE I only.");
        } else {
            session.user().requireOffered(RESUME_UPLOAD, 504, "An upload can't be resumed in this storage.");
            receive(
                    session,
                    Storing.STOR,
                    path,
                    session.user()
                            .explained(before, Right.OVERWRITE, store -> store.resume(path, offset, before, who)));
        }
    }

    static void appe(FtpSession session, String argument) throws StorageException, Refusal {
        session.parameters().takeRestart();
        session.user().requireOffered(APPEND, 502, "Nothing can be appended to files in this storage; use STOR.");
        RootedPath path = session.path(argument);
        String who = session.who();
        Precondition before = session.user().mayStore(Right.APPEND);
        receive(
                session,
                Storing.APPE,
                path,
                session.user().explained(before, Right.APPEND, store -> store.append(path, before, who)));
    }

    static void stou(FtpSession session, String argument) throws StorageException, Refusal {
        session.parameters().takeRestart();
        RootedPath path = session.path(argument);
        RootedPath directory = argument.isEmpty() ? path : path.parent();
        String hint = argument.isEmpty() ? "" : path.name();
        String who = session.who();
        receive(session, Storing.STOU, directory, store -> store.storeUnique(directory, hint, who));
    }

    private static void receive(FtpSession session, Storing verb, RootedPath path, StorageCall<Upload> open)
            throws StorageException, Refusal {
        if (!session.data().isPrepared()) {
            session.reply(NO_DATA_CONNECTION);
            return;
        }
        session.onStorage(path, open, upload -> {
            boolean ascii = session.parameters().isAscii();
            boolean inline = session.store().writesInline(path);
            Optional<NvtAscii.Decoder> decoder = ascii ? Optional.of(new NvtAscii.Decoder()) : Optional.empty();
            session.transfer(
                    opening(session, verb.naming, upload.path()),
                    TransferSubject.upload(verb.name(), upload.path(), verb.naming, ascii, upload.startOffset()),
                    new FileUpload(session.resources(), session.memory(), upload, inline, decoder));
        });
    }

    /** A name of our choice in the form that RFC 1123 §4.1.2.9 gives for STOU; clients read the name from it. */
    private static String opening(FtpSession session, Naming naming, RootedPath path) {
        return switch (naming) {
            case BY_CLIENT -> "Ready to receive " + QuotedPath.quote(path.toString()) + ".";
            case BY_SERVER -> "FILE: " + asSeenFrom(session.directory(), path);
        };
    }

    /** A name that can be used as it is in the next command. */
    private static String asSeenFrom(RootedPath directory, RootedPath path) {
        return path.parent().equals(directory) ? path.name() : path.toString();
    }

    static void abor(FtpSession session, String none) {
        session.transfers().abort();
    }
}
