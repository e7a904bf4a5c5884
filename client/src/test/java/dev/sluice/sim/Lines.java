package dev.sluice.sim;

import dev.sluice.ftpd.SimServer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Command lines of all kinds, from the server's own table, that change nothing that anybody counts on. */
final class Lines {

    private static final List<SimServer.Verb> VERBS = SimServer.verbs();

    /** What has a place of its own: it changes the state that clients keep count of. */
    private static final Set<String> NOT_HERE = Set.of(
            "USER", "REIN", "QUIT", "TYPE", "RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD", "REST", "EPSV",
            "PASV", "PORT", "EPRT");

    private static final List<String> PATHS = List.of(
            "/",
            "",
            ".",
            "..",
            "/shared",
            "/shared/x",
            "/shared/nothing",
            "/nothing/at/all",
            "/shared/x/below",
            "a b",
            "../../../etc/passwd",
            "/shared/.sluice-00.part",
            "/shared/" + "n".repeat(300),
            "\u00fc");

    private static final List<String> WORDS =
            List.of("", "x", "1", "-1", "MLST", "UTF8 ON", "HASH SHA-1", "A N", "%s %n");

    private Lines() {}

    static String any(World world) {
        if (world.chance(0.1)) {
            return garbage(world);
        }
        SimServer.Verb verb = world.oneOf(VERBS);
        String name = world.chance(0.2) ? verb.name().toLowerCase(Locale.ROOT) : verb.name();
        if (NOT_HERE.contains(verb.name())) {
            return verb.needsArgument() ? name : name + " /nothing/at/all";
        }
        String argument = argument(world, verb);
        return argument.isEmpty() ? name : name + " " + argument;
    }

    private static String argument(World world, SimServer.Verb verb) {
        if (!verb.mayHaveArgument() && world.chance(0.9)) {
            return "";
        }
        return switch (verb.name()) {
            case "MKD", "XMKD", "RMD", "XRMD" -> "/shared/d" + world.below(3);
            case "DELE", "RNFR", "RNTO" -> "/shared/nobody" + world.below(3);
            case "MFMT" -> "20010203040506 " + world.oneOf(PATHS);
            case "MFF" -> "modify=20010203040506; " + world.oneOf(PATHS);
            case "CWD", "XCWD", "SIZE", "MDTM", "MLST", "HASH", "XCRC", "XMD5", "XSHA1", "STAT", "AVBL" ->
                world.oneOf(PATHS);
            case "HELP" -> world.chance(0.5) ? world.oneOf(VERBS).name() : "";
            case "SITE" ->
                world.oneOf(List.of("HELP", "CHMOD 644 /shared/x", "UTIME 20010203040506 /shared/x", "WHAT"));
            default -> world.oneOf(WORDS);
        };
    }

    private static String garbage(World world) {
        return switch (world.below(5)) {
            case 0 -> "";
            case 1 -> "X".repeat(world.below(6_000));
            case 2 -> "\u0000\u0001\u0002";
            case 3 -> "CWD \u00ff\u00ff\u00fe";
            default -> "UNKNOWN " + world.below(100);
        };
    }
}
