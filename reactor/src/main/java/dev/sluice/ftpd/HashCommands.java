package dev.sluice.ftpd;

import dev.sluice.ftp.Digits;
import dev.sluice.server.FileSteps;
import dev.sluice.storage.Checksums;
import dev.sluice.storage.Checksums.Algorithm;
import dev.sluice.storage.OpenFile;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Checksums of files: HASH (draft-bryan-ftpext-hash) and the X commands of older clients. All run on the pool. */
final class HashCommands {

    private HashCommands() {}

    /** A file and the bytes of it from {@code start} up to but not including {@code end}. */
    private record Range(RootedPath path, long start, long end) {}

    static void hash(FtpSession session, String argument) throws StorageException {
        Algorithm algorithm = session.parameters().hash();
        Range whole = new Range(session.path(argument), 0, Long.MAX_VALUE);
        session.runLong(
                steps(session.store(), algorithm, () -> whole),
                sum -> session.reply(
                        213,
                        algorithm.title() + " 0-" + Math.max(0, sum.size() - 1) + " " + sum.hex() + " " + argument));
    }

    static void xcrc(FtpSession session, String argument) throws StorageException {
        sum(session, Algorithm.CRC32, argument);
    }

    static void xmd5(FtpSession session, String argument) throws StorageException {
        sum(session, Algorithm.MD5, argument);
    }

    static void xsha1(FtpSession session, String argument) throws StorageException {
        sum(session, Algorithm.SHA1, argument);
    }

    static void xsha256(FtpSession session, String argument) throws StorageException {
        sum(session, Algorithm.SHA256, argument);
    }

    static void xsha512(FtpSession session, String argument) throws StorageException {
        sum(session, Algorithm.SHA512, argument);
    }

    private static void sum(FtpSession session, Algorithm algorithm, String argument) throws StorageException {
        RootedPath directory = session.directory();
        Storage store = session.store();
        session.runLong(
                steps(store, algorithm, () -> range(store, directory, argument)),
                sum -> session.reply(250, sum.hex().toUpperCase(Locale.ROOT)));
    }

    private record Sum(String hex, long size) {}

    /** Finds out what is meant; on the pool, since that takes looks at the disk. */
    private interface RangeFinder {
        Range find() throws StorageException;
    }

    private static FileSteps<Sum> steps(Storage store, Algorithm algorithm, RangeFinder finder) {
        return new FileSteps<>() {
            private Range range;
            private long size;
            private Checksums.Progress progress;

            @Override
            protected OpenFile open() throws IOException {
                range = finder.find();
                return store.openRead(range.path());
            }

            @Override
            protected void begin(OpenFile file) throws IOException {
                size = file.size();
                progress = Checksums.begin(algorithm, file, range.start(), Math.min(range.end(), size));
            }

            @Override
            protected boolean advance(long bytes) throws IOException {
                return progress.advance(bytes);
            }

            @Override
            public Sum result() {
                return new Sum(progress.hex(), size);
            }
        };
    }

    /**
     * {@code <file> [<start> [<end>]]}, the file in quotes or not. A file whose name ends in numbers, or is in quotes, is itself, and
     * not a range of another.
     */
    private static Range range(Storage store, RootedPath directory, String argument) throws StorageException {
        if (exists(store, directory.resolve(argument))) {
            return new Range(directory.resolve(argument), 0, Long.MAX_VALUE);
        }
        Deque<Long> numbers = new ArrayDeque<>();
        String name = argument;
        for (int space = spaceBeforeNumber(name); space > 0 && numbers.size() < 2; space = spaceBeforeNumber(name)) {
            numbers.push(Digits.parse(name.substring(space + 1)));
            name = name.substring(0, space);
        }
        long start = numbers.isEmpty() ? 0 : numbers.pop();
        long end = numbers.isEmpty() ? Long.MAX_VALUE : numbers.pop();
        return new Range(directory.resolve(unquoted(name)), start, end);
    }

    /** Where the space is before a number that ends {@code text}, or -1. */
    private static int spaceBeforeNumber(String text) {
        int space = text.lastIndexOf(' ');
        return Digits.parse(text, space + 1, text.length()) < 0 ? -1 : space;
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 2 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }

    private static boolean exists(Storage store, RootedPath path) {
        try {
            store.stat(path);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }
}
