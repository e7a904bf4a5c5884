package dev.sluice.ftpd;

import static dev.sluice.account.Right.APPEND;
import static dev.sluice.account.Right.CHMOD;
import static dev.sluice.account.Right.DELETE;
import static dev.sluice.account.Right.LIST;
import static dev.sluice.account.Right.MAKE;
import static dev.sluice.account.Right.OVERWRITE;
import static dev.sluice.account.Right.READ;
import static dev.sluice.account.Right.RENAME;
import static dev.sluice.account.Right.TIMES;
import static dev.sluice.account.Right.WRITE;
import static dev.sluice.ftpd.Command.Access.ANYBODY;
import static dev.sluice.ftpd.Command.Access.USERS;
import static dev.sluice.ftpd.Command.Access.needs;
import static dev.sluice.ftpd.Command.Argument.NONE;
import static dev.sluice.ftpd.Command.Argument.OPTIONAL;
import static dev.sluice.ftpd.Command.Argument.REQUIRED;

import dev.sluice.account.Right;
import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Access;
import dev.sluice.ftpd.Command.Action;
import dev.sluice.ftpd.Command.Argument;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every verb, a line each, and the checks that all of them share. Immutable.
 */
final class CommandTable {

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Reply help;

    CommandTable() {
        // Who is there (RFC 959 §4.1.1)
        add("USER", ANYBODY, REQUIRED, AccessCommands::user, "<name>");
        add("PASS", ANYBODY, OPTIONAL, AccessCommands::pass, "[<password>]");
        add("ACCT", ANYBODY, REQUIRED, AccessCommands::acct, "<account>");
        add("REIN", ANYBODY, NONE, AccessCommands::rein, "");
        add("QUIT", ANYBODY, NONE, AccessCommands::quit, "");
        add("HOST", ANYBODY, REQUIRED, AccessCommands::host, "<name>");
        add("CLNT", ANYBODY, REQUIRED, AccessCommands::clnt, "<client>");

        // How data goes (RFC 959 §4.1.2, RFC 2428)
        add("PORT", USERS, REQUIRED, DataCommands::port, "<h1,h2,h3,h4,p1,p2>");
        add("EPRT", USERS, REQUIRED, DataCommands::eprt, "<|protocol|address|port|>");
        add("PASV", USERS, NONE, DataCommands::pasv, "");
        add("EPSV", USERS, OPTIONAL, DataCommands::epsv, "[1|2|ALL]");
        add("TYPE", USERS, REQUIRED, DataCommands::type, "A [N] | I | L 8");
        add("STRU", USERS, REQUIRED, DataCommands::stru, "F");
        add("MODE", USERS, REQUIRED, DataCommands::mode, "S");
        add("ALLO", USERS, REQUIRED, DataCommands::allo, "<bytes> [R <record bytes>]");
        add("REST", USERS, REQUIRED, DataCommands::rest, "<offset>");

        // Transfers
        add("RETR", needs(READ), REQUIRED, TransferCommands::retr, "<file>");
        add("STOR", needs(WRITE, OVERWRITE), REQUIRED, TransferCommands::stor, "<file>");
        add("STOU", needs(WRITE), OPTIONAL, TransferCommands::stou, "[<file>]");
        add("APPE", needs(WRITE, APPEND), REQUIRED, TransferCommands::appe, "<file>");
        addWhileBusy("ABOR", USERS, NONE, TransferCommands::abor, "");
        add("LIST", needs(LIST), OPTIONAL, ListingCommands::list, "[-a] [<path or pattern>]");
        add("NLST", needs(LIST), OPTIONAL, ListingCommands::nlst, "[-a] [<path or pattern>]");
        add("MLSD", needs(LIST), OPTIONAL, ListingCommands::mlsd, "[<directory>]");
        add("MLST", needs(LIST), OPTIONAL, ListingCommands::mlst, "[<path>]");

        // Paths
        add("CWD", USERS, REQUIRED, PathCommands::cwd, "<directory>");
        add("CDUP", USERS, NONE, PathCommands::cdup, "");
        add("PWD", USERS, NONE, PathCommands::pwd, "");
        add("MKD", needs(MAKE), REQUIRED, PathCommands::mkd, "<directory>");
        add("RMD", needs(DELETE), REQUIRED, PathCommands::rmd, "<directory>");
        add("DELE", needs(DELETE), REQUIRED, PathCommands::dele, "<file>");
        add("RNFR", needs(RENAME), REQUIRED, PathCommands::rnfr, "<path>");
        add("RNTO", needs(RENAME), REQUIRED, PathCommands::rnto, "<path>");
        alias("XCWD", "CWD");
        alias("XCUP", "CDUP");
        alias("XPWD", "PWD");
        alias("XMKD", "MKD");
        alias("XRMD", "RMD");

        // Facts about files (RFC 3659, and drafts that clients know)
        add("SIZE", needs(LIST), REQUIRED, FactCommands::size, "<file>");
        add("MDTM", needs(LIST), REQUIRED, FactCommands::mdtm, "<file>");
        add("MFMT", needs(TIMES), REQUIRED, FactCommands::mfmt, "<YYYYMMDDHHMMSS> <path>");
        add("MFF", needs(TIMES, CHMOD), REQUIRED, FactCommands::mff, "<fact=value;…> <path>");
        add("AVBL", USERS, OPTIONAL, FactCommands::avbl, "[<directory>]");
        add("HASH", needs(READ), REQUIRED, HashCommands::hash, "<file>");
        add("XCRC", needs(READ), REQUIRED, HashCommands::xcrc, "<file> [<start> [<end>]]");
        add("XMD5", needs(READ), REQUIRED, HashCommands::xmd5, "<file> [<start> [<end>]]");
        add("XSHA1", needs(READ), REQUIRED, HashCommands::xsha1, "<file> [<start> [<end>]]");
        add("XSHA256", needs(READ), REQUIRED, HashCommands::xsha256, "<file> [<start> [<end>]]");
        add("XSHA512", needs(READ), REQUIRED, HashCommands::xsha512, "<file> [<start> [<end>]]");

        // About the server
        add("SYST", ANYBODY, NONE, InformationCommands::syst, "");
        addWhileBusy("STAT", ANYBODY, OPTIONAL, InformationCommands::stat, "[<path>]");
        add("FEAT", ANYBODY, NONE, InformationCommands::feat, "");
        add("OPTS", ANYBODY, REQUIRED, InformationCommands::opts, "UTF8 ON | MLST <fact;…> | HASH <algorithm>");
        add("HELP", ANYBODY, OPTIONAL, InformationCommands::help, "[<command>]");
        add("NOOP", ANYBODY, NONE, InformationCommands::noop, "");
        add("LANG", ANYBODY, OPTIONAL, InformationCommands::lang, "[EN]");
        add("SITE", USERS, REQUIRED, SiteCommands::site, "HELP | PID | CHMOD <mode> <path> | UTIME <time> <path>");
        add("SMNT", USERS, REQUIRED, InformationCommands::smnt, "<path>");
        help = help(commands.values());
    }

    private void add(String verb, Access access, Argument argument, Action action, String parameters) {
        commands.put(verb, new Command(verb, access, argument, false, action, parameters));
    }

    private void addWhileBusy(String verb, Access access, Argument argument, Action action, String parameters) {
        commands.put(verb, new Command(verb, access, argument, true, action, parameters));
    }

    /** The X forms of RFC 775. */
    private void alias(String verb, String standard) {
        Command same = commands.get(standard);
        add(verb, same.access(), same.argument(), same.action(), same.parameters());
    }

    Optional<Command> find(String verb) {
        return Optional.ofNullable(commands.get(verb));
    }

    /** All commands, in the order of the table. */
    Collection<Command> all() {
        return Collections.unmodifiableCollection(commands.values());
    }

    /** The reply to HELP; made once, since strangers may ask for it as often as they like. */
    Reply help() {
        return help;
    }

    private static Reply help(Collection<Command> commands) {
        List<String> lines = new ArrayList<>(List.of("These commands are known:"));
        StringBuilder line = new StringBuilder();
        for (Command command : commands) {
            line.append(' ')
                    .append(command.verb())
                    .append(" ".repeat(8 - command.verb().length()));
            if (line.length() >= 72) {
                lines.add(line.toString());
                line.setLength(0);
            }
        }
        lines.add(line.toString());
        lines.add("HELP <command> tells how to use one.");
        return Reply.of(214, lines);
    }

    /** Checks a line and carries out its command. */
    void dispatch(FtpSession session, LineDecoder.Line line) throws Refusal, StorageException {
        check(line.fault());
        CommandLine parsed = CommandLine.parse(line.text());
        Command command = commands.get(parsed.verb());
        if (command == null) {
            if (AccessCommands.isHttp(parsed)) {
                session.leave(Reply.of(500, "This is an FTP server; it does not speak HTTP."));
                return;
            }
            throw new Refusal(500, "Unknown command; HELP lists those that are known.");
        }
        checkAccess(session, command.access());
        if (command.argument() == NONE && parsed.hasArgument()) {
            throw new Refusal(501, command.verb() + " takes no argument.");
        }
        if (command.argument() == REQUIRED && !parsed.hasArgument()) {
            throw new Refusal(501, "An argument is missing: " + command.syntax());
        }
        command.action().run(session, parsed.argument());
    }

    private static void check(LineDecoder.Fault fault) throws Refusal {
        switch (fault) {
            case TOO_LONG -> throw new Refusal(500, "The command line is too long; it was ignored.");
            case NOT_UTF8 -> throw new Refusal(501, "The command is not valid UTF-8 (RFC 2640).");
            case CONTROL -> throw new Refusal(501, "A command cannot contain NUL or a CR without LF.");
            case NONE -> {}
        }
    }

    private static void checkAccess(FtpSession session, Access access) throws Refusal {
        if (access.login()) {
            session.user().requireLogin();
        }
        if (access.rights().stream().noneMatch(session.user().rights()::allow)) {
            for (Right right : access.rights()) {
                session.user().require(right);
            }
        }
    }
}
