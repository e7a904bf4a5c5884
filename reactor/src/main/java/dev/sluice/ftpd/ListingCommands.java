package dev.sluice.ftpd;

import dev.sluice.ftp.Glob;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.ftpd.ListingSource.Entries;
import dev.sluice.storage.Entry;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.transfer.Download;
import dev.sluice.transfer.TransferSubject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * LIST and NLST (RFC 959 §4.1.3), MLSD and MLST (RFC 3659 §7), and STAT of a path.
 *
 * <p>Names that begin with a dot are always listed: whoever copies a tree wants all of it. So the options of {@code ls} that clients
 * send change nothing, and are left out.
 */
final class ListingCommands {

    private static final String OPTIONS = "aAlLhnopqrtSTUFdgG1R";

    private static final int MOST_LINES_IN_STAT = 1000;
    private static final int MOST_LOOKS_IN_STAT = 10_000;

    private ListingCommands() {}

    /**
     * What is to be listed.
     *
     * @param path a directory, whose entries are listed, or a file, which is listed itself
     * @param filter which of the entries
     * @param prefix what goes before their names to make paths of them that the client can use (RFC 1123 §4.1.2.7)
     */
    private record Target(RootedPath path, boolean isDirectory, Predicate<String> filter, String prefix) {

        /** Opens what is to be listed; on the pool. */
        Entries open(Storage store, BooleanSupplier cancelled) throws StorageException {
            return isDirectory ? Entries.of(store.list(path, cancelled)) : Entries.of(store.stat(path));
        }
    }

    static void list(FtpSession session, String argument) throws StorageException, Refusal {
        find(
                session,
                argument,
                target -> send(
                        session,
                        "LIST",
                        target,
                        EntryFormat.list(session.service().now())));
    }

    static void nlst(FtpSession session, String argument) throws StorageException, Refusal {
        find(session, argument, target -> send(session, "NLST", target, EntryFormat.names(target.prefix())));
    }

    private static void find(FtpSession session, String argument, Consumer<Target> then)
            throws StorageException, Refusal {
        session.parameters().takeRestart();
        String path = withoutOptions(argument);
        RootedPath current = session.directory();
        session.onStorage(current.resolve(path), store -> target(store, current, path), then);
    }

    /** One space ends an option; a second one begins a name. What only looks like an option is a name. */
    private static String withoutOptions(String argument) {
        int start = 0;
        while (start < argument.length() && isOption(argument, start, endOfWord(argument, start))) {
            start = Math.min(endOfWord(argument, start) + 1, argument.length());
        }
        return argument.substring(start);
    }

    private static boolean isOption(String argument, int start, int end) {
        if (end - start < 2 || argument.charAt(start) != '-') {
            return false;
        }
        for (int i = start + 1; i < end; i++) {
            if (OPTIONS.indexOf(argument.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int endOfWord(String argument, int start) {
        int space = argument.indexOf(' ', start);
        return space < 0 ? argument.length() : space;
    }

    private static Target target(Storage store, RootedPath current, String argument) throws StorageException {
        RootedPath path = current.resolve(argument);
        String parent = parent(argument);
        try {
            boolean isDirectory = store.stat(path).isDirectory();
            String prefix =
                    !isDirectory ? parent : argument.isEmpty() || argument.endsWith("/") ? argument : argument + "/";
            return new Target(path, isDirectory, name -> true, prefix);
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_FOUND || path.isRoot() || !Glob.isPattern(path.name())) {
                throw e;
            }
        }
        if (!store.stat(path.parent()).isDirectory()) {
            throw StorageException.of(path.parent(), Reason.NOT_A_DIRECTORY);
        }
        return new Target(path.parent(), true, Glob.of(path.name())::matches, parent);
    }

    /** What is before the last name in {@code argument}, up to its slash. */
    private static String parent(String argument) {
        int end = argument.length();
        while (end > 0 && argument.charAt(end - 1) == '/') {
            end--;
        }
        return argument.substring(0, argument.lastIndexOf('/', end - 1) + 1);
    }

    static void mlsd(FtpSession session, String argument) throws StorageException, Refusal {
        session.parameters().takeRestart();
        RootedPath path = session.path(argument);
        session.onStorage(path, store -> store.stat(path), entry -> {
            if (entry.isDirectory()) {
                send(session, "MLSD", new Target(path, true, name -> true, ""), facts(session));
            } else {
                session.reply(501, path + " is not a directory; use MLST.");
            }
        });
    }

    private static EntryFormat facts(FtpSession session) {
        return EntryFormat.facts(session.parameters().facts(), session.user().rights());
    }

    private static void send(FtpSession session, String verb, Target target, EntryFormat format) {
        if (!session.data().isPrepared()) {
            session.reply(TransferCommands.NO_DATA_CONNECTION);
            return;
        }
        Storage store = session.store();
        ListingSource source = new ListingSource(
                session.loop().ticker(), () -> target.open(store, session::hasEnded), target.filter(), format);
        session.transfer(
                "Here comes the listing.",
                TransferSubject.listing(verb, target.path()),
                new Download(session.resources(), session.memory(), source));
    }

    static void mlst(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath path = session.path(argument);
        session.onStorage(path, store -> store.stat(path), entry -> {
            StringBuilder line = new StringBuilder(" ");
            facts(session).append(line, entry, path.toString());
            session.reply(Reply.of(250, List.of("Listing " + path, line.toString(), "End")));
        });
    }

    /** STAT of a path: LIST over the control connection, which is no place for long listings. */
    static void stat(FtpSession session, String argument) throws StorageException, Refusal {
        RootedPath current = session.directory();
        String path = withoutOptions(argument);
        Storage store = session.store();
        EntryFormat format = EntryFormat.list(session.service().now());
        session.runLong(
                () -> status(store, session::hasEnded, current, path, format),
                status -> session.reply(status.reply("Status of " + argument + ":")));
    }

    /** Lines about a directory (212) or about a file (213). */
    private record Status(boolean isDirectory, List<String> lines) {
        Reply reply(String title) {
            lines.add(0, title);
            lines.add("End of status");
            return Reply.of(isDirectory ? 212 : 213, lines);
        }
    }

    private static Status status(
            Storage store, BooleanSupplier cancelled, RootedPath current, String path, EntryFormat format)
            throws IOException {
        Target target = target(store, current, path);
        try (Entries entries = target.open(store, cancelled)) {
            return new Status(target.isDirectory(), lines(target, entries, format));
        }
    }

    private static List<String> lines(Target target, Entries entries, EntryFormat format) {
        List<String> lines = new ArrayList<>();
        Iterator<Entry> iterator = entries.iterator();
        for (int looks = 0;
                iterator.hasNext() && lines.size() < MOST_LINES_IN_STAT && looks < MOST_LOOKS_IN_STAT;
                looks++) {
            Entry entry = iterator.next();
            if (target.filter().test(entry.name())) {
                lines.add(line(format, entry));
            }
        }
        if (iterator.hasNext()) {
            lines.add(" and more; use LIST or MLSD to see all");
        }
        return lines;
    }

    private static String line(EntryFormat format, Entry entry) {
        StringBuilder line = new StringBuilder(" ");
        format.append(line, entry, entry.name());
        return line.toString();
    }
}
