package dev.sluice.ftpd;

import dev.sluice.account.Right;
import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.Digits;
import dev.sluice.ftp.Reply;
import dev.sluice.ftp.Split;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.storage.Capability;
import dev.sluice.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** SITE and its own small set of words. */
final class SiteCommands {

    /** The end of the older form: {@code SITE UTIME <path> <access> <modification> <change> UTC}. */
    private static final String OLD_END = " YYYYMMDDhhmmss YYYYMMDDhhmmss YYYYMMDDhhmmss UTC";

    private static final int TIME_LENGTH = "YYYYMMDDhhmmss".length();

    private SiteCommands() {}

    static void site(FtpSession session, String argument) throws StorageException, Refusal {
        CommandLine site = CommandLine.parse(argument);
        switch (site.verb()) {
            case "HELP" -> help(session);
            case "PID" -> session.reply(200, FtpService.processId());
            case "CHMOD" -> chmod(session, site.argument());
            case "UTIME" -> utime(session, site.argument());
            default -> throw new Refusal(504, "Unknown SITE command; SITE HELP lists those that are known.");
        }
    }

    private static void help(FtpSession session) {
        Set<Capability> offered = session.store().capabilities();
        List<String> lines = new ArrayList<>(List.of("These SITE commands are known:", " SITE HELP", " SITE PID"));
        if (offered.contains(Capability.MODES)) {
            lines.add(" SITE CHMOD <octal mode> <path>");
        }
        if (offered.contains(Capability.TIMES)) {
            lines.add(" SITE UTIME <YYYYMMDDhhmm[ss]> <path>");
        }
        lines.add("End");
        session.reply(Reply.of(214, lines));
    }

    private static void chmod(FtpSession session, String argument) throws StorageException, Refusal {
        session.user().require(Right.CHMOD);
        FactCommands.requireModes(session);
        String octal = Split.firstWord(argument);
        String name = Split.afterFirstWord(argument);
        int mode = Digits.parseOctal(octal, 3, 4);
        if (mode < 0 || name.isEmpty()) {
            throw new Refusal(501, "Syntax: SITE CHMOD <octal mode> <path>");
        }
        PathCommands.change(
                session,
                session.path(name),
                (store, path) -> store.setMode(path, mode),
                200,
                "Mode is now " + octal + ".");
    }

    private static void utime(FtpSession session, String argument) throws StorageException, Refusal {
        session.user().require(Right.TIMES);
        FactCommands.requireTimes(session, 504);
        int oldEnd = argument.length() - OLD_END.length();
        if (oldEnd > 0 && isOldEnd(argument, oldEnd)) {
            String modification = argument.substring(oldEnd + TIME_LENGTH + 2, oldEnd + 2 * TIME_LENGTH + 2);
            FactCommands.setModified(session, modification, argument.substring(0, oldEnd), 200, "Time is set.");
            return;
        }
        String time = Split.firstWord(argument);
        String path = Split.afterFirstWord(argument);
        boolean noSeconds = time.length() == TIME_LENGTH - 2;
        if (Digits.parse(time) < 0 || (time.length() != TIME_LENGTH && !noSeconds) || path.isEmpty()) {
            throw new Refusal(501, "Syntax: SITE UTIME <YYYYMMDDhhmm[ss]> <path>");
        }
        FactCommands.setModified(session, noSeconds ? time + "00" : time, path, 200, "Time is set.");
    }

    /** Whether from {@code start} on {@code argument} has digits and spaces where {@link #OLD_END} has letters and spaces. */
    private static boolean isOldEnd(String argument, int start) {
        int word = start;
        for (int i = 0; i < 3; i++) {
            if (argument.charAt(word) != ' ' || Digits.parse(argument, word + 1, word + 1 + TIME_LENGTH) < 0) {
                return false;
            }
            word += 1 + TIME_LENGTH;
        }
        return argument.endsWith(" UTC");
    }
}
