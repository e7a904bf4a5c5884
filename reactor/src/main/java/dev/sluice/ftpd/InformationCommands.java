package dev.sluice.ftpd;

import dev.sluice.account.Right;
import dev.sluice.ftp.Fact;
import dev.sluice.ftp.Reply;
import dev.sluice.ftp.Split;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.storage.Capability;
import dev.sluice.storage.Checksums.Algorithm;
import dev.sluice.storage.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the server tells of itself and of the session (RFC 959 §4.1.3, RFC 2389, RFC 2640). */
final class InformationCommands {

    /** Features that not every storage has. */
    private static final Map<String, Capability> NEEDS = Map.of(
            "AVBL", Capability.SPACE,
            "MFMT", Capability.TIMES,
            "REST STREAM", Capability.RESUME_DOWNLOAD,
            "SITE CHMOD", Capability.MODES,
            "SITE UTIME", Capability.TIMES);

    private InformationCommands() {}

    static void noop(FtpSession session, String none) {
        session.reply(200, "OK.");
    }

    static void syst(FtpSession session, String none) {
        session.reply(215, "UNIX Type: L8");
    }

    static void smnt(FtpSession session, String path) {
        session.reply(502, "There is nothing to mount here.");
    }

    static void lang(FtpSession session, String language) throws Refusal {
        String wanted = language.toUpperCase(Locale.ROOT);
        if (!wanted.isEmpty() && !wanted.equals("EN") && !wanted.startsWith("EN-")) {
            throw new Refusal(504, "Only EN is spoken here.");
        }
        session.reply(200, "Replies are in English.");
    }

    static void feat(FtpSession session, String none) {
        List<String> lines = new ArrayList<>(List.of("Features:"));
        for (String feature : features(session)) {
            lines.add(" " + feature);
        }
        lines.add("End");
        session.reply(Reply.of(211, lines));
    }

    /** RFC 2389 §3.2: what goes beyond RFC 959. */
    private static List<String> features(FtpSession session) {
        String hashes = Arrays.stream(Algorithm.values())
                .map(algorithm ->
                        algorithm.title() + (algorithm == session.parameters().hash() ? "*" : ""))
                .collect(Collectors.joining(";"));
        Set<Capability> offered = session.store().capabilities();
        List<String> features = new ArrayList<>(List.of(
                "AVBL",
                "CLNT",
                "EPRT",
                "EPSV",
                "HASH " + hashes,
                "LANG EN*",
                "MDTM",
                "MFF " + FactCommands.settable(offered),
                "MFMT",
                Fact.feature(
                        EntryFormat.supported(offered), session.parameters().facts()),
                "REST STREAM",
                "SITE CHMOD",
                "SITE UTIME",
                "SIZE",
                "TVFS",
                "UTF8",
                "XCRC",
                "XMD5",
                "XSHA1",
                "XSHA256",
                "XSHA512"));
        features.removeIf(feature -> NEEDS.containsKey(feature) && !offered.contains(NEEDS.get(feature)));
        features.remove("MFF ");
        return features;
    }

    static void opts(FtpSession session, String argument) throws Refusal {
        String value = Split.afterFirstWord(argument).strip();
        switch (Split.firstWord(argument).toUpperCase(Locale.ROOT)) {
            case "UTF8", "UTF-8" -> utf8(session, value);
            case "MLST" -> mlst(session, value);
            case "HASH" -> hash(session, value);
            default -> throw new Refusal(501, "Options are known for UTF8, MLST and HASH only.");
        }
    }

    private static void utf8(FtpSession session, String value) throws Refusal {
        if (!value.isEmpty() && !value.equalsIgnoreCase("ON")) {
            throw new Refusal(504, "Names are always UTF-8 here (RFC 2640).");
        }
        session.reply(200, "Names are UTF-8.");
    }

    private static void mlst(FtpSession session, String value) throws Refusal {
        try {
            session.parameters()
                    .facts(Fact.select(
                            value, EntryFormat.supported(session.store().capabilities())));
        } catch (IllegalArgumentException e) {
            throw new Refusal(501, e.getMessage());
        }
        session.reply(200, Fact.selection(session.parameters().facts()));
    }

    private static void hash(FtpSession session, String value) throws Refusal {
        if (!value.isEmpty()) {
            Algorithm algorithm = Arrays.stream(Algorithm.values())
                    .filter(known -> known.title().equalsIgnoreCase(value))
                    .findAny()
                    .orElseThrow(() -> new Refusal(504, "Unknown hash algorithm; FEAT lists those that are known."));
            session.parameters().hash(algorithm);
        }
        session.reply(200, session.parameters().hash().title());
    }

    static void help(FtpSession session, String verb) throws Refusal {
        CommandTable commands = session.service().commands();
        if (!verb.isEmpty()) {
            Command command = commands.find(verb.strip().toUpperCase(Locale.ROOT))
                    .orElseThrow(() -> new Refusal(502, "Unknown command; HELP lists those that are known."));
            session.reply(214, "Syntax: " + command.syntax());
            return;
        }
        session.reply(commands.help());
    }

    static void stat(FtpSession session, String argument) throws StorageException, Refusal {
        if (argument.isEmpty()) {
            session.reply(Reply.of(211, status(session)));
        } else {
            session.user().require(Right.LIST);
            ListingCommands.stat(session, argument);
        }
    }

    private static List<String> status(FtpSession session) {
        List<String> lines = new ArrayList<>();
        lines.add("Status of this session:");
        boolean tellProcessId =
                session.settings().tellProcessId() || session.user().isLoggedIn();
        lines.add(" Sluice FTP server" + (tellProcessId ? ", " + FtpService.processId() : ""));
        lines.add(" Connected from " + session.address().getHostAddress());
        lines.add(session.client()
                .account()
                .map(account -> " Logged in as " + account.name())
                .orElse(" Not logged in"));
        lines.add(" Current directory: " + session.directory());
        lines.add(" TYPE: " + (session.parameters().isAscii() ? "ASCII" : "Image") + "; STRU: File; MODE: Stream");
        Optional<RunningTransfer> running = session.transfers().running();
        lines.add(running.map(InformationCommands::progress).orElse(" No transfer under way"));
        lines.add("End of status");
        return lines;
    }

    private static String progress(RunningTransfer running) {
        return " " + running.subject().verb() + " " + running.subject().path() + ": "
                + running.transfer().bytes() + " bytes transferred";
    }
}
