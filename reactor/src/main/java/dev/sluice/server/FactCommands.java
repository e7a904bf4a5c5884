package dev.sluice.server;

import dev.sluice.ftp.TimeVal;
import dev.sluice.server.Command.Refusal;
import dev.sluice.storage.Entry;
import dev.sluice.storage.FileStore;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.transfer.FileSource;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of one file, and setting it (RFC 3659 §3 and §4, draft-somers-ftp-mfxx). */
final class FactCommands {

    private static final Pattern TIME_AND_PATH = Pattern.compile("(\\d{14}(?:\\.\\d+)?) (.+)", Pattern.DOTALL);
    private static final Pattern FACT = Pattern.compile("([^=; ]+)=([^; ]*)");

    /** The last semicolon may be missing, as it is with NcFTP. */
    private static final Pattern FACTS_AND_PATH =
            Pattern.compile("([^=; ]+=[^; ]*(?:;[^=; ]+=[^; ]*)*;?) (.+)", Pattern.DOTALL);

    private FactCommands() {}

    /** Bytes that RETR would send: in TYPE A that takes reading the file (RFC 3659 §4). */
    static void size(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        if (session.parameters().isAscii()) {
            FileStore store = session.server().store();
            session.jobs().runLong(asciiSize(store, path), size -> session.reply(213, Long.toString(size)));
        } else {
            session.onStorage(
                    () -> session.server().store().resumableSize(path),
                    size -> session.reply(213, Long.toString(size)));
        }
    }

    private static FileSteps<Long> asciiSize(FileStore store, RootedPath path) {
        return new FileSteps<>() {
            private FileSource.AsciiSize size;

            @Override
            OpenFile open() throws IOException {
                return store.openRead(path);
            }

            @Override
            void begin(OpenFile file) {
                size = new FileSource.AsciiSize(file);
            }

            @Override
            boolean advance(long bytes) throws IOException {
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
                () -> stat(session, path),
                entry -> session.reply(213, TimeVal.format(EntryFormat.seconds(entry.modified()))));
    }

    /** MDTM is for files; a directory's time comes with MLST. */
    private static Entry stat(FtpSession session, RootedPath path) throws StorageException {
        Entry entry = session.server().store().stat(path);
        if (entry.isDirectory()) {
            throw StorageException.of(path, Reason.IS_A_DIRECTORY);
        }
        return entry;
    }

    static void mfmt(FtpSession session, String argument) throws StorageException, Refusal {
        Matcher matcher = TIME_AND_PATH.matcher(argument);
        if (!matcher.matches()) {
            throw new Refusal(501, "Syntax: MFMT <YYYYMMDDHHMMSS> <path>");
        }
        String time = matcher.group(1);
        setModified(session, time, matcher.group(2), 213, "Modify=" + time + "; " + matcher.group(2));
    }

    /** Sets the modification time and answers {@code code} and {@code text}. */
    static void setModified(FtpSession session, String time, String argument, int code, String text)
            throws StorageException, Refusal {
        Instant instant = instant(time);
        PathCommands.change(
                session, session.path(argument), (store, path) -> store.setModified(path, instant), code, text);
    }

    private static Instant instant(String time) throws Refusal {
        try {
            return TimeVal.parse(time);
        } catch (IllegalArgumentException e) {
            throw new Refusal(501, e.getMessage());
        }
    }

    static void mff(FtpSession session, String argument) throws StorageException, Refusal {
        Matcher matcher = FACTS_AND_PATH.matcher(argument);
        if (!matcher.matches()) {
            throw new Refusal(501, "Syntax: MFF <fact=value;…> <path>");
        }
        PathCommands.Change change = (store, path) -> {};
        Matcher facts = FACT.matcher(matcher.group(1));
        while (facts.find()) {
            change = change.and(change(facts.group(1), facts.group(2)));
        }
        PathCommands.change(session, session.path(matcher.group(2)), change, 213, argument);
    }

    private static PathCommands.Change change(String fact, String value) throws Refusal {
        switch (fact.toLowerCase(Locale.ROOT)) {
            case "modify" -> {
                Instant time = instant(value);
                return (store, path) -> store.setModified(path, time);
            }
            case "unix.mode" -> {
                if (!value.matches("[0-7]{3,5}")) {
                    throw new Refusal(501, "UNIX.mode takes an octal number.");
                }
                int mode = Integer.parseInt(value, 8);
                return (store, path) -> store.setMode(path, mode);
            }
            default -> throw new Refusal(504, "Only modify and UNIX.mode can be set.");
        }
    }

    static void avbl(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        session.onStorage(
                () -> session.server().store().usableSpace(path), bytes -> session.reply(213, Long.toString(bytes)));
    }
}
