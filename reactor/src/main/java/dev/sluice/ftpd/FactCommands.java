package dev.sluice.ftpd;

import dev.sluice.account.Right;
import dev.sluice.ftp.Digits;
import dev.sluice.ftp.Split;
import dev.sluice.ftp.TimeVal;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.server.FileSteps;
import dev.sluice.storage.Capability;
import dev.sluice.storage.Entry;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.transfer.FileSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is known of one file, and setting it (RFC 3659 §3 and §4, draft-somers-ftp-mfxx). */
final class FactCommands {

    private FactCommands() {}

    /** Bytes that RETR would send: in TYPE A that takes reading the file (RFC 3659 §4). */
    static void size(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        if (session.parameters().isAscii()) {
            Storage store = session.store();
            session.runLong(asciiSize(store, path), size -> session.reply(213, Long.toString(size)));
        } else {
            session.onStorage(
                    path, store -> store.resumableSize(path), size -> session.reply(213, Long.toString(size)));
        }
    }

    private static FileSteps<Long> asciiSize(Storage store, RootedPath path) {
        return new FileSteps<>() {
            private FileSource.AsciiSize size;

            @Override
            protected OpenFile open() throws IOException {
                return store.openRead(path);
            }

            @Override
            protected void begin(OpenFile file) {
                size = new FileSource.AsciiSize(file);
            }

            @Override
            protected boolean advance(long bytes) throws IOException {
                return size.advance(bytes);
            }

            @Override
            public Long result() {
                return size.size();
            }
        };
    }

    static void mdtm(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        session.onStorage(
                path,
                store -> stat(store, path),
                entry -> session.reply(213, TimeVal.format(EntryFormat.seconds(entry.modified()))));
    }

    /** MDTM is for files; a directory's time comes with MLST. */
    private static Entry stat(Storage store, RootedPath path) throws StorageException {
        Entry entry = store.stat(path);
        if (entry.isDirectory()) {
            throw StorageException.of(path, Reason.IS_A_DIRECTORY);
        }
        return entry;
    }

    static void mfmt(FtpSession session, String argument) throws StorageException, Refusal {
        String time = Split.firstWord(argument);
        String path = Split.afterFirstWord(argument);
        if (path.isEmpty()) {
            throw new Refusal(501, "Syntax: MFMT <YYYYMMDDHHMMSS> <path>");
        }
        requireTimes(session, 502);
        setModified(session, time, path, 213, "Modify=" + time + "; " + path);
    }

    /** Sets the modification time and answers {@code code} and {@code text}. */
    static void setModified(FtpSession session, String time, String argument, int code, String text)
            throws StorageException, Refusal {
        Instant instant = instant(time);
        PathCommands.change(
                session, session.path(argument), (store, path) -> store.setModified(path, instant), code, text);
    }

    static void requireTimes(FtpSession session, int code) throws Refusal {
        session.user().requireOffered(Capability.TIMES, code, "The time of a file can't be set in this storage.");
    }

    /** For SITE CHMOD and MFF. */
    static void requireModes(FtpSession session) throws Refusal {
        session.user().requireOffered(Capability.MODES, 504, "Files have no modes in this storage.");
    }

    /** The facts that MFF can set, as FEAT lists them; empty if there are none. */
    static String settable(Set<Capability> offered) {
        return (offered.contains(Capability.TIMES) ? "modify;" : "")
                + (offered.contains(Capability.MODES) ? "UNIX.mode;" : "");
    }

    private static Instant instant(String time) throws Refusal {
        try {
            return TimeVal.parse(time);
        } catch (IllegalArgumentException e) {
            throw new Refusal(501, e.getMessage());
        }
    }

    static void mff(FtpSession session, String argument) throws StorageException, Refusal {
        String path = Split.afterFirstWord(argument);
        if (path.isEmpty()) {
            throw wrongFacts();
        }
        List<PathCommands.Change> changes = new ArrayList<>();
        for (Map.Entry<String, String> fact : facts(Split.firstWord(argument)).entrySet()) {
            changes.add(change(session, fact.getKey(), fact.getValue()));
        }
        PathCommands.change(
                session,
                session.path(path),
                (store, target) -> {
                    for (PathCommands.Change change : changes) {
                        change.apply(store, target);
                    }
                },
                213,
                argument);
    }

    /**
     * The values of {@code fact=value;…} by name in lower case. A fact given twice counts as the last one says, so that no line asks
     * for more changes than there are facts. The last semicolon may be missing, as it is with NcFTP.
     */
    private static Map<String, String> facts(String list) throws Refusal {
        Map<String, String> facts = new LinkedHashMap<>();
        for (int start = 0; start < list.length(); ) {
            int semicolon = list.indexOf(';', start);
            int end = semicolon < 0 ? list.length() : semicolon;
            int equals = list.indexOf('=', start);
            if (equals <= start || equals > end) {
                throw wrongFacts();
            }
            facts.put(list.substring(start, equals).toLowerCase(Locale.ROOT), list.substring(equals + 1, end));
            start = end + 1;
        }
        if (facts.isEmpty()) {
            throw wrongFacts();
        }
        return facts;
    }

    private static Refusal wrongFacts() {
        return new Refusal(501, "Syntax: MFF <fact=value;…> <path>");
    }

    private static PathCommands.Change change(FtpSession session, String fact, String value) throws Refusal {
        switch (fact) {
            case "modify" -> {
                session.user().require(Right.TIMES);
                requireTimes(session, 504);
                Instant time = instant(value);
                return (store, path) -> store.setModified(path, time);
            }
            case "unix.mode" -> {
                session.user().require(Right.CHMOD);
                requireModes(session);
                int mode = Digits.parseOctal(value, 3, 5);
                if (mode < 0) {
                    throw new Refusal(501, "UNIX.mode takes an octal number.");
                }
                return (store, path) -> store.setMode(path, mode);
            }
            default -> throw new Refusal(504, "Only modify and UNIX.mode can be set.");
        }
    }

    static void avbl(FtpSession session, String argument) throws StorageException, Refusal {
        session.user().requireOffered(Capability.SPACE, 502, "Nobody knows how much this storage can still hold.");
        RootedPath path = session.path(argument);
        session.onStorage(path, store -> store.usableSpace(path), bytes -> session.reply(213, Long.toString(bytes)));
    }
}
