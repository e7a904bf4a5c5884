package dev.sluice.server;

import static dev.sluice.server.Command.Access.ALL;
import static dev.sluice.server.Command.Access.READ;
import static dev.sluice.server.Command.Access.WRITE;
import static dev.sluice.server.Command.Argument.NONE;
import static dev.sluice.server.Command.Argument.OPTIONAL;
import static dev.sluice.server.Command.Argument.REQUIRED;

import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.Reply;
import dev.sluice.server.Command.Access;
import dev.sluice.server.Command.Action;
import dev.sluice.server.Command.Argument;
import dev.sluice.server.Command.Refusal;
import dev.sluice.storage.Capability;
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
        add("USER", ALL, REQUIRED, AccessCommands::user, "<name>");
        add("PASS", ALL, OPTIONAL, AccessCommands::pass, "[<password>]");
        add("ACCT", ALL, REQUIRED, AccessCommands::acct, "<account>");
        add("REIN", ALL, NONE, AccessCommands::rein, "");
        add("QUIT", ALL, NONE, AccessCommands::quit, "");
        add("HOST", ALL, REQUIRED, AccessCommands::host, "<name>");
        add("CLNT", ALL, REQUIRED, AccessCommands::clnt, "<client>");

        // How data goes (RFC 959 §4.1.2, RFC 2428)
        add("PORT", READ, REQUIRED, DataCommands::port, "<h1,h2,h3,h4,p1,p2>");
        add("EPRT", READ, REQUIRED, DataCommands::eprt, "<|protocol|address|port|>");
        add("PASV", READ, NONE, DataCommands::pasv, "");
        add("EPSV", READ, OPTIONAL, DataCommands::epsv, "[1|2|ALL]");
        add("TYPE", READ, REQUIRED, DataCommands::type, "A [N] | I | L 8");
        add("STRU", READ, REQUIRED, DataCommands::stru, "F");
        add("MODE", READ, REQUIRED, DataCommands::mode, "S");
        add("ALLO", READ, REQUIRED, DataCommands::allo, "<bytes> [R <record bytes>]");
        add("REST", READ, REQUIRED, DataCommands::rest, "<offset>");

        // Transfers
        add("RETR", READ, REQUIRED, TransferCommands::retr, "<file>");
        add("STOR", WRITE, REQUIRED, TransferCommands::stor, "<file>");
        add("STOU", WRITE, OPTIONAL, TransferCommands::stou, "[<file>]");
        add("APPE", WRITE, REQUIRED, TransferCommands::appe, "<file>");
        addWhileBusy("ABOR", READ, NONE, TransferCommands::abor, "");
        add("LIST", READ, OPTIONAL, ListingCommands::list, "[-a] [<path or pattern>]");
        add("NLST", READ, OPTIONAL, ListingCommands::nlst, "[-a] [<path or pattern>]");
        add("MLSD", READ, OPTIONAL, ListingCommands::mlsd, "[<directory>]");
        add("MLST", READ, OPTIONAL, ListingCommands::mlst, "[<path>]");

        // Paths
        add("CWD", READ, REQUIRED, PathCommands::cwd, "<directory>");
        add("CDUP", READ, NONE, PathCommands::cdup, "");
        add("PWD", READ, NONE, PathCommands::pwd, "");
        add("MKD", WRITE, REQUIRED, PathCommands::mkd, "<directory>");
        add("RMD", WRITE, REQUIRED, PathCommands::rmd, "<directory>");
        add("DELE", WRITE, REQUIRED, PathCommands::dele, "<file>");
        add("RNFR", WRITE, REQUIRED, PathCommands::rnfr, "<path>");
        add("RNTO", WRITE, REQUIRED, PathCommands::rnto, "<path>");
        alias("XCWD", "CWD");
        alias("XCUP", "CDUP");
        alias("XPWD", "PWD");
        alias("XMKD", "MKD");
        alias("XRMD", "RMD");

        // Facts about files (RFC 3659, and drafts that clients know)
        add("SIZE", READ, REQUIRED, FactCommands::size, "<file>");
        add("MDTM", READ, REQUIRED, FactCommands::mdtm, "<file>");
        add("MFMT", WRITE, REQUIRED, FactCommands::mfmt, "<YYYYMMDDHHMMSS> <path>");
        add("MFF", WRITE, REQUIRED, FactCommands::mff, "<fact=value;…> <path>");
        add("AVBL", READ, OPTIONAL, FactCommands::avbl, "[<directory>]");
        add("HASH", READ, REQUIRED, HashCommands::hash, "<file>");
        add("XCRC", READ, REQUIRED, HashCommands::xcrc, "<file> [<start> [<end>]]");
        add("XMD5", READ, REQUIRED, HashCommands::xmd5, "<file> [<start> [<end>]]");
        add("XSHA1", READ, REQUIRED, HashCommands::xsha1, "<file> [<start> [<end>]]");
        add("XSHA256", READ, REQUIRED, HashCommands::xsha256, "<file> [<start> [<end>]]");
        add("XSHA512", READ, REQUIRED, HashCommands::xsha512, "<file> [<start> [<end>]]");

        // About the server
        add("SYST", ALL, NONE, InformationCommands::syst, "");
        addWhileBusy("STAT", ALL, OPTIONAL, InformationCommands::stat, "[<path>]");
        add("FEAT", ALL, NONE, InformationCommands::feat, "");
        add("OPTS", ALL, REQUIRED, InformationCommands::opts, "UTF8 ON | MLST <fact;…> | HASH <algorithm>");
        add("HELP", ALL, OPTIONAL, InformationCommands::help, "[<command>]");
        add("NOOP", ALL, NONE, InformationCommands::noop, "");
        add("LANG", ALL, OPTIONAL, InformationCommands::lang, "[EN]");
        add("SITE", READ, REQUIRED, SiteCommands::site, "HELP | PID | CHMOD <mode> <path> | UTIME <time> <path>");
        add("SMNT", READ, REQUIRED, InformationCommands::smnt, "<path>");
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
        if (!parsed.verb().equals("RNTO")) {
            session.parameters().takeRenameFrom();
        }
        Command command = commands.get(parsed.verb());
        if (command == null) {
            if (AccessCommands.isHttp(parsed)) {
                session.leave(Reply.of(500, "This is an FTP server; it does not speak HTTP."));
                return;
            }
            throw new Refusal(500, "Unknown command; HELP lists those that are known.");
        }
        checkAccess(session, command);
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

    private static void checkAccess(FtpSession session, Command command) throws Refusal {
        if (command.access() != ALL) {
            requireLogin(session);
        }
        if (command.access() == WRITE) {
            requireWrite(session);
        }
    }

    /** For commands that show files in some of their forms only. */
    static void requireLogin(FtpSession session) throws Refusal {
        if (session.account().isEmpty()) {
            throw new Refusal(530, "Log in with USER and PASS first.");
        }
    }

    /** For commands that change files in some of their forms only. */
    static void requireWrite(FtpSession session) throws Refusal {
        if (session.server().config().readOnly()) {
            throw new Refusal(550, "This server is read-only.");
        }
        if (!mayWrite(session)) {
            throw new Refusal(550, "Permission denied: " + session.who() + " may only read.");
        }
    }

    /** For what not every storage offers. */
    static void require(Capability capability, FtpSession session, int code, String otherwise) throws Refusal {
        if (!session.server().store().capabilities().contains(capability)) {
            throw new Refusal(code, otherwise);
        }
    }

    /** Whether the user may change files. */
    static boolean mayWrite(FtpSession session) {
        return !session.server().config().readOnly()
                && session.account().filter(Account::mayWrite).isPresent();
    }
}
