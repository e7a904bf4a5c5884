package dev.sluice.server;

import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.Reply;
import dev.sluice.server.Command.Refusal;
import dev.sluice.storage.StorageException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SITE and its own small set of words. */
final class SiteCommands {

    private static final Pattern CHMOD = Pattern.compile("([0-7]{3,4}) (.+)", Pattern.DOTALL);
    private static final Pattern UTIME = Pattern.compile("(\\d{12}(?:\\d\\d)?) (.+)", Pattern.DOTALL);
    /** The older form: {@code SITE UTIME <path> <access> <modification> <change> UTC}. */
    private static final Pattern UTIME_OLD = Pattern.compile("(.+) \\d{14} (\\d{14}) \\d{14} UTC", Pattern.DOTALL);

    private SiteCommands() {}

    static void site(FtpSession session, String argument) throws StorageException, Refusal {
        CommandLine site = CommandLine.parse(argument);
        switch (site.verb()) {
            case "HELP" -> help(session);
            case "PID" -> session.reply(200, "pid " + ProcessHandle.current().pid());
            case "CHMOD" -> chmod(session, site.argument());
            case "UTIME" -> utime(session, site.argument());
            default -> throw new Refusal(504, "SITE knows HELP, PID, CHMOD and UTIME.");
        }
    }

    private static void help(FtpSession session) {
        session.reply(Reply.of(
                214,
                List.of(
                        "These SITE commands are known:",
                        " SITE HELP",
                        " SITE PID",
                        " SITE CHMOD <octal mode> <path>",
                        " SITE UTIME <YYYYMMDDhhmm[ss]> <path>",
                        "End")));
    }

    private static void chmod(FtpSession session, String argument) throws StorageException, Refusal {
        CommandTable.requireWrite(session);
        Matcher matcher = CHMOD.matcher(argument);
        if (!matcher.matches()) {
            throw new Refusal(501, "Syntax: SITE CHMOD <octal mode> <path>");
        }
        int mode = Integer.parseInt(matcher.group(1), 8);
        PathCommands.change(
                session,
                session.path(matcher.group(2)),
                (store, path) -> store.setMode(path, mode),
                200,
                "Mode is now " + matcher.group(1) + ".");
    }

    private static void utime(FtpSession session, String argument) throws StorageException, Refusal {
        CommandTable.requireWrite(session);
        Matcher matcher = UTIME.matcher(argument);
        Matcher old = UTIME_OLD.matcher(argument);
        if (old.matches()) {
            FactCommands.setModified(session, old.group(2), old.group(1), 200, "Time is set.");
        } else if (matcher.matches()) {
            String time = matcher.group(1);
            FactCommands.setModified(
                    session, time.length() == 12 ? time + "00" : time, matcher.group(2), 200, "Time is set.");
        } else {
            throw new Refusal(501, "Syntax: SITE UTIME <YYYYMMDDhhmm[ss]> <path>");
        }
    }
}
